/**
 * The functions of the script that recuts a GPU. They read the tables that nvidia-smi prints; an instance is written
 * `ID@START:SIZE`, where ID is that of its profile. IDs of instances are never remembered: they are looked up by place.
 */
export const FUNCTIONS = `set -euo pipefail
node=\${1:-$(hostname)}

say() { echo "node $node, GPU $1: $2" >&2; }
stop() { say "$1" "$2; stopped, nothing after this was done"; exit 1; }

# Rows of a table of "nvidia-smi mig", without its frame. Where there is no instance nvidia-smi fails, and says so.
table() {
  local gpu=$1 text
  shift
  if ! text=$(nvidia-smi mig -i "$gpu" "$@" 2>&1); then
    case "$text" in
    *"No GPU instances found"* | *"No compute instances found"*) return 0 ;;
    *) stop "$gpu" "nvidia-smi mig $*: $text" ;;
    esac
  fi
  awk '$1 == "|" && / MIG / { sub(/\\|$/, ""); print }' <<<"$text"
}

# Instances on a GPU, sorted.
present() { table "$1" -lgi | awk '{ print $5 "@" $7 }' | LC_ALL=C sort | paste -sd ' ' -; }

expect() {
  local found
  found=$(present "$1")
  [ "\${DRY_RUN:-}" = 1 ] || [ "$found" = "$2" ] || stop "$1" "it has [$found], not [$2] as expected"
}

# The GPU with this index must still be the one that was meant.
identify() {
  local found
  [ -n "$2" ] || return 0
  found=$(nvidia-smi -i "$1" --query-gpu=uuid --format=csv,noheader)
  [ "$found" = "$2" ] || stop "$1" "it is $found, not $2"
}

# The driver must call the profile with this ID by this name.
profile() {
  table "$1" -lgip | awk -v id="$2" -v name="$3" '$5 == id && $4 == name { ok = 1 } END { exit !ok }' ||
    stop "$1" "the driver has no profile $3 with ID $2"
}

destroy() {
  local instance
  instance=$(table "$1" -lgi | awk -v want="$2" '$5 "@" $7 == want { print $6 }')
  [ -n "$instance" ] || stop "$1" "there is no $2"
  if [ "\${DRY_RUN:-}" = 1 ]; then say "$1" "would destroy $2, GPU instance $instance"; return; fi
  # The driver refuses both for an instance that is in use.
  if table "$1" -lci | awk -v id="$instance" '$3 == id { found = 1 } END { exit !found }'; then
    nvidia-smi mig -i "$1" -gi "$instance" -dci || stop "$1" "the compute instance of $2 cannot be destroyed"
  fi
  nvidia-smi mig -i "$1" -gi "$instance" -dgi || stop "$1" "$2 cannot be destroyed"
}

create() {
  if [ "\${DRY_RUN:-}" = 1 ]; then say "$1" "would create $2"; return; fi
  nvidia-smi mig -i "$1" -cgi "$2" -C || stop "$1" "$2 cannot be created"
}
`;
