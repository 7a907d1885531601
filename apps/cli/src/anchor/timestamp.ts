import { fromBER, Integer, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  Certificate,
  MessageImprint,
  PKIStatus,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import { cliError } from '../errors.ts'

const SHA_256 = '2.16.840.1.101.3.4.2.1'

/** DER of a request to a time-stamping authority (RFC 3161) over a SHA-256 digest; asks for the authority's certificate. */
export function timestampRequest(digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA_256 }),
      hashedMessage: new OctetString({ valueHex: bufferOf(digest) }),
    }),
    nonce: new Integer({ valueHex: bufferOf(nonce) }),
    certReq: true,
  })
  return new Uint8Array(request.toSchema().toBER())
}

/** When an authority saw a digest, and whether its signature leads to a certificate that the reader trusts. */
export type Timestamp = { readonly time: Date; readonly signature: 'trusted' | 'not-checked' }

/**
 * Checks an authority's answer (RFC 3161): granted, over this digest, and, when certificates are given, signed by one that
 * leads to them. Does not ask whether the certificate was revoked.
 *
 * @throws {TcctvError} ANCHOR_INVALID
 */
export async function checkTimestamp(
  response: Uint8Array,
  content: Uint8Array,
  digest: Uint8Array,
  trusted: readonly Uint8Array[],
): Promise<Timestamp> {
  const answer = parsed(response)
  const { status } = answer.status
  if (status !== PKIStatus.granted && status !== PKIStatus.grantedWithMods)
    throw cliError('ANCHOR_INVALID', { what: `the authority's status is ${status}`, expected: 'granted' })
  const info = infoOf(answer)
  const imprint = Buffer.from(info.messageImprint.hashedMessage.valueBlock.valueHexView)
  if (info.messageImprint.hashAlgorithm.algorithmId !== SHA_256 || !imprint.equals(digest))
    throw cliError('ANCHOR_INVALID', {
      what: `it is over ${imprint.toString('hex')}`,
      expected: Buffer.from(digest).toString('hex'),
    })
  if (trusted.length === 0) return { time: info.genTime, signature: 'not-checked' }
  if (!(await isSigned(answer, content, trusted)))
    throw cliError('ANCHOR_INVALID', { what: 'its signature', expected: 'one that leads to the certificates given' })
  return { time: info.genTime, signature: 'trusted' }
}

function parsed(response: Uint8Array): TimeStampResp {
  try {
    return TimeStampResp.fromBER(bufferOf(response))
  } catch (cause) {
    throw cliError('ANCHOR_INVALID', { what: 'its bytes', expected: 'a time-stamp response (RFC 3161)' }, cause)
  }
}

function infoOf({ timeStampToken }: TimeStampResp): TSTInfo {
  const octets = signedDataOf(timeStampToken?.content).encapContentInfo.eContent
  if (octets === undefined) throw cliError('ANCHOR_INVALID', { what: 'no token', expected: 'a token' })
  return TSTInfo.fromBER(octets.getValue())
}

function signedDataOf(content: unknown): SignedData {
  try {
    return new SignedData({ schema: content })
  } catch (cause) {
    throw cliError('ANCHOR_INVALID', { what: 'its token', expected: 'signed data' }, cause)
  }
}

async function isSigned(answer: TimeStampResp, content: Uint8Array, trusted: readonly Uint8Array[]): Promise<boolean> {
  const trustedCerts = trusted.map((der) => new Certificate({ schema: fromBER(bufferOf(der)).result }))
  // The verification of the response itself would take any certificate.
  const signed = signedDataOf(answer.timeStampToken?.content)
  try {
    return await signed.verify({ signer: 0, checkChain: true, trustedCerts, data: bufferOf(content) })
  } catch {
    return false // the library throws for a chain that does not lead there
  }
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer
}
