/** Three windows on a GPU. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect y="3" width="7" height="10" rx="1.5" fill="#1b4377"/><rect x="8" y="3" width="3.5" height="10" rx="1.5" fill="#3a78ba"/><rect x="12.5" y="3" width="3.5" height="10" rx="1.5" fill="#5ba267"/></svg>';
