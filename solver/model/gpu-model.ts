declare const modelBrand: unique symbol;
declare const profileBrand: unique symbol;
declare const maskBrand: unique symbol;

/** Name of a board's geometry, as this project spells it: `A100-40GB`. */
export type ModelName = string & { readonly [modelBrand]: true };

/** Name of a profile as NVIDIA's tools print it: `3g.20gb`, `1g.5gb+me`, `1g.24gb-me`. */
export type ProfileName = string & { readonly [profileBrand]: true };

/** Set of memory slices of one GPU: bit i stands for slice i. */
export type SliceMask = number & { readonly [maskBrand]: true };

/** Boards of one family have the same windows; only the memory in a profile's name differs. */
export type Family = 'seven-eight' | 'a30' | 'rtx-pro-6000';

/**
 * Engines an instance claims, of those that can run out while slices are still free.
 * `media` counts sets of decoder, encoder and JPEG engine; `ofa` the optical-flow accelerator.
 * Engines that can never be the limit (decoders of an A100, say) are left out.
 */
export interface Engines {
  readonly media: number;
  readonly ofa: number;
}

/** A kind of GPU instance on one model. */
export interface Profile {
  readonly name: ProfileName;
  /** Position in `GpuModel.profiles`; a {@link Geometry} is indexed by it. */
  readonly ordinal: number;
  /** ID printed by `nvidia-smi mig -lgip`. Not portable between families. */
  readonly driverId: number;
  /** Compute slices. */
  readonly compute: number;
  /** Memory slices, which is the length of the profile's windows. */
  readonly memory: number;
  /** Legal starts, in memory slices, ascending. */
  readonly starts: readonly number[];
  /** The same starts in the order in which the driver tries them when none is given. */
  readonly driverStarts: readonly number[];
  /** Most instances of this profile on one GPU. */
  readonly limit: number;
  readonly engines: Engines;
  /** False for the `+me`, `+me.all`, `+gfx` and `-me` variants. */
  readonly plain: boolean;
}

/** A profile at a start. */
export interface Placement {
  /** Position in `GpuModel.placements`. */
  readonly ordinal: number;
  readonly profile: Profile;
  /** First memory slice. */
  readonly start: number;
  /** Memory slices `[start, start + profile.memory)`. */
  readonly window: SliceMask;
}

/** A board's geometry: slices, profiles and where they may start. */
export interface GpuModel {
  readonly name: ModelName;
  readonly family: Family;
  /** Values of the label `nvidia.com/gpu.product` that mean this model. */
  readonly products: readonly string[];
  readonly computeSlices: number;
  readonly memorySlices: number;
  /** Sum of the memory that profiles can use, in GB as NVIDIA's names count it. */
  readonly memoryGB: number;
  readonly engines: Engines;
  /** False where no board's own list of placements was ever seen: the windows are inferred from the family. */
  readonly placementsObserved: boolean;
  /** The same for the driver's profile IDs. */
  readonly driverIdsObserved: boolean;
  readonly profiles: readonly Profile[];
  /** Every legal placement: by profile, then by start. */
  readonly placements: readonly Placement[];
}

/** Instances per profile, indexed by profile ordinal; positions forgotten. */
export type Geometry = readonly number[];
