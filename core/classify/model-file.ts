import { crc32 } from 'node:zlib'
import { byteOf, rarityOf } from './learn-vocabulary.ts'
import type { Model, ModelAbout } from './model.ts'
import { openVocabulary } from './vocabulary.ts'

// A model as bytes, little-endian:
//   8 bytes  "AGFMODEL"
//   u32      length of the header     u32  CRC-32 of everything after this number
//   header   JSON (Head below), padded with spaces to a multiple of 8
//   u32 × features                hashes
//   i16 × features × labels       weights
//   u8  × features                rarities
const MAGIC = 'AGFMODEL'
const PREFIX = 16

interface Head {
  about: ModelAbout
  features: number
  scale: number
  bias: number[]
}

/** Thrown for bytes that are no model, or a broken one; the message has the remedy. */
export class BadModel extends Error {}

/** Returns a model as bytes; the same model gives the same bytes. */
export function encodeModel(model: Model): Uint8Array {
  const features = model.vocabulary.hashes.length
  const head: Head = { about: model.about, features, scale: model.scale, bias: [...model.bias] }
  const json = Buffer.from(JSON.stringify(head))
  const header = Buffer.concat([json, Buffer.alloc((8 - (json.length % 8)) % 8, ' ')])
  const rest = Buffer.concat([
    header,
    bytesOf(model.vocabulary.hashes),
    bytesOf(model.weights),
    Uint8Array.from(model.rarity, byteOf),
  ])
  const prefix = Buffer.alloc(PREFIX)
  prefix.write(MAGIC, 'latin1')
  prefix.writeUInt32LE(header.length, 8)
  prefix.writeUInt32LE(crc32(rest), 12)
  return Buffer.concat([prefix, rest])
}

/** Returns the model in some bytes. Throws BadModel when they are no model or a broken one. */
export function decodeModel(bytes: Uint8Array): Model {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < PREFIX || buffer.toString('latin1', 0, 8) !== MAGIC)
    throw new BadModel('This is no model. Train one: npm run train -- --data FILE --out MODEL.')
  const headerEnd = PREFIX + buffer.readUInt32LE(8)
  if (crc32(buffer.subarray(PREFIX)) !== buffer.readUInt32LE(12))
    throw new BadModel('The model is broken: its checksum does not fit. Train or copy it again.')
  const head = JSON.parse(buffer.toString('utf8', PREFIX, headerEnd)) as Head
  const { about, features, scale, bias } = head
  const labels = about.labels.length
  const weightsEnd = headerEnd + features * 4 + features * labels * 2
  if (buffer.length !== weightsEnd + features)
    throw new BadModel('The model is cut short. Train or copy it again.')
  // Typed arrays need aligned bytes of their own.
  const hashes = new Uint32Array(copyOf(buffer, headerEnd, headerEnd + features * 4))
  const weights = new Int16Array(copyOf(buffer, headerEnd + features * 4, weightsEnd))
  return {
    about,
    vocabulary: openVocabulary(hashes),
    rarity: raritiesOf(buffer.subarray(weightsEnd)),
    weights,
    scale,
    bias: Float32Array.from(bias),
  }
}

function bytesOf(list: Uint32Array | Int16Array): Uint8Array {
  return new Uint8Array(list.buffer, list.byteOffset, list.byteLength)
}

function raritiesOf(bytes: Uint8Array): Float32Array {
  const rarities = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) rarities[i] = rarityOf(bytes[i] as number)
  return rarities
}

function copyOf(buffer: Buffer, from: number, to: number): ArrayBuffer {
  const copy = new ArrayBuffer(to - from)
  new Uint8Array(copy).set(buffer.subarray(from, to))
  return copy
}
