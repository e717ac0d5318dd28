/** What an uploaded archive may cost before it is refused. */
export interface ZipLimits {
  /** XML files in one archive (the original's limit). */
  members: number;
  /** Bytes of the archive itself (the original's limit). */
  archiveBytes: number;
  /** Bytes of all members unpacked. */
  unpackedBytes: number;
  /** Unpacked to packed bytes, once `ratioFreeBytes` are exceeded. User records pack about 30:1. */
  ratio: number;
  ratioFreeBytes: number;
}

const MiB = 1024 ** 2;
const GiB = 1024 ** 3;

export const ZIP_LIMITS: ZipLimits = {
  members: 50,
  archiveBytes: 4 * GiB,
  unpackedBytes: 64 * GiB,
  ratio: 100,
  ratioFreeBytes: 10 * MiB,
};
