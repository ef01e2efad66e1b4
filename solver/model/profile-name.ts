import type { GpuModel, Profile, ProfileName } from './gpu-model.ts';
import { failure, ok, type Result } from './result.ts';

/** What follows the memory in a profile's name: media extensions, graphics, or the absence of media engines. */
export type Attribute = (typeof ATTRIBUTES)[number];

const ATTRIBUTES = ['', '+me', '+me.all', '+gfx', '-me'] as const;

/** A profile's name taken apart: `1g.5gb+me` is 1 compute slice, 5 GB, `+me`. */
export interface ProfileNameParts {
  readonly compute: number;
  /** As printed; rounded, and it drifts with the driver. */
  readonly gb: number;
  readonly attribute: Attribute;
}

/** A Kubernetes resource that stands for MIG devices of one profile. */
export interface MigResource {
  readonly profile: ProfileName;
  /** True for the `.shared` resources of time-slicing, where several pods hold one instance. */
  readonly shared: boolean;
}

const PREFIX = 'nvidia.com/mig-';
const SHARED = '.shared';
const NAME = /^([1-9]\d?)g\.([1-9]\d{0,3})gb(\+me\.all|\+me|\+gfx|-me)?$/;

/** Takes a profile's name apart; fails on anything NVIDIA does not print for a GPU instance (`1c.3g.20gb` included). */
export function parseProfileName(text: string): Result<ProfileNameParts> {
  const match = NAME.exec(text);
  if (match === null) return failure(`"${text}" is not the name of a MIG profile`);
  const [, compute, gb, written] = match;
  const attribute = ATTRIBUTES.find((each) => each === written) ?? '';
  return ok({ compute: Number(compute), gb: Number(gb), attribute });
}

/**
 * The profile of `model` that `text` names. Names drift with the driver (`3g.39gb` and `3g.40gb`, `7g.186gb` and
 * `7g.189gb`), so after an exact match one by slices is tried: compute slices and attribute must be equal, and the
 * memory within 1 GB or 3.5 % of what that many memory slices hold. Fails with a sentence that names profile and model.
 */
export function profileOf(model: GpuModel, text: string): Result<Profile> {
  const known = found.get(model) ?? new Map<string, Result<Profile>>();
  const remembered = known.get(text);
  if (remembered !== undefined) return remembered;
  const result = findProfile(model, text);
  if (text.length > LONGEST_REMEMBERED) return result;
  if (known.size >= MOST_REMEMBERED) known.clear();
  found.set(model, known.set(text, result));
  return result;
}

/** The same few names are looked up over and over. */
const found = new WeakMap<GpuModel, Map<string, Result<Profile>>>();
/** Texts come from outside: there may be any number of them, of any length in characters. */
const MOST_REMEMBERED = 500;
const LONGEST_REMEMBERED = 100;

function findProfile(model: GpuModel, text: string): Result<Profile> {
  const exact = model.profiles.find((profile) => profile.name === text);
  if (exact !== undefined) return ok(exact);
  const parts = parseProfileName(text);
  if (!parts.ok) return parts;
  const drifted = model.profiles.find((profile) => isSameInstance(model, profile, parts.value));
  return drifted === undefined ? failure(`${model.name} has no profile "${text}"`) : ok(drifted);
}

function isSameInstance(model: GpuModel, profile: Profile, parts: ProfileNameParts): boolean {
  if (profile.compute !== parts.compute || !profile.name.endsWith(`gb${parts.attribute}`)) return false;
  const held = (profile.memory * model.memoryGB) / model.memorySlices;
  const apart = Math.abs(parts.gb - held);
  return apart < 1 || apart <= held * 0.035;
}

/** The Kubernetes resource of a profile: `1g.5gb+me` is `nvidia.com/mig-1g.5gb.me`; `-me` is kept as it is. */
export function resourceOf(profile: ProfileName): string {
  return PREFIX + profile.replace('+', '.');
}

/** The name of a profile that Kubernetes writes with a dot, because its names know no plus sign: `1g.5gb.me` is `1g.5gb+me`. */
export function fromKubernetes(text: string): string {
  return text.replace(/gb\.(me\.all|me|gfx)$/, 'gb+$1');
}

/** True for every resource name in NVIDIA's MIG name space, well-formed or not. */
export function isMigResource(resource: string): boolean {
  return resource.startsWith(PREFIX);
}

/** The profile that a resource `nvidia.com/mig-…` stands for; fails with a sentence that names the resource. */
export function profileOfResource(resource: string): Result<MigResource> {
  const remembered = resourcesRead.get(resource);
  if (remembered !== undefined) return remembered;
  const result = readResource(resource);
  if (resource.length > LONGEST_REMEMBERED) return result;
  if (resourcesRead.size >= MOST_REMEMBERED) resourcesRead.clear();
  resourcesRead.set(resource, result);
  return result;
}

const resourcesRead = new Map<string, Result<MigResource>>();

function readResource(resource: string): Result<MigResource> {
  if (!isMigResource(resource)) return failure(`"${resource}" is not a MIG resource`);
  const shared = resource.endsWith(SHARED);
  const name = fromKubernetes(resource.slice(PREFIX.length, shared ? -SHARED.length : undefined));
  if (!parseProfileName(name).ok) return failure(`"${resource}" names no MIG profile`);
  return ok({ profile: name as ProfileName, shared });
}
