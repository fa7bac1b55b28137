import { closeSync, existsSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite, type PGliteOptions } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** What is used of Emscripten's files on Node, which its types leave out. */
interface NodeFiles {
  realPath(node: object): string
  stream_ops: { fsync?(stream: { nfd?: number; node: object }): number }
}

type Init = InstanceType<typeof NodeFS>['init']

// The errno of WebAssembly's system interface: PostgreSQL ends itself, as what it asked for may not be on the disk.
const INPUT_OUTPUT_ERROR = 29

/** Files that reach the disk when PostgreSQL asks for it. PGlite leaves that to chance: a power cut loses the last seconds. */
class DurableFiles extends NodeFS {
  override async init(...given: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(...given)
    const preRun: typeof emscriptenOpts.preRun = [
      ...(emscriptenOpts.preRun ?? []),
      ({ NODEFS }) => {
        const files = NODEFS as unknown as NodeFiles
        files.stream_ops.fsync = ({ nfd, node }) => {
          try {
            if (nfd === undefined) sync(files.realPath(node))
            else fsyncSync(nfd)
            return 0
          } catch {
            return INPUT_OUTPUT_ERROR
          }
        }
      },
    ]
    return { emscriptenOpts: { ...emscriptenOpts, preRun } }
  }
}

// PGlite switches fsync off before; of two, the later counts. Its fdatasync does nothing.
const START_PARAMETERS = [...PGlite.defaultStartParams, '-c', 'fsync=on', '-c', 'wal_sync_method=fsync']

/** Opens PGlite in a folder; a transaction is on the disk when its commit returns. */
export async function openDurably(folder: string, options: PGliteOptions): Promise<PGlite> {
  const isNew = !existsSync(join(folder, 'PG_VERSION'))
  const pglite = new PGlite({ ...options, fs: new DurableFiles(folder), startParams: START_PARAMETERS })
  await pglite.waitReady
  // What it was made of was written without any sync.
  if (isNew) {
    for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) sync(join(folder, entry))
    sync(folder)
  }
  return pglite
}

function sync(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
