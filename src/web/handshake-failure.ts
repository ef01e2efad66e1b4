/**
 * What a code of OpenSSL or of Node.js means here, in words that follow a colon. OpenSSL's own (`error:0A00010B:SSL
 * routines::wrong version number`) name what its code found, and not what the caller did.
 */
const CALLER: Readonly<Record<string, string>> = {
  ERR_SSL_HTTP_REQUEST: 'the caller speaks plain HTTP',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the caller does not speak TLS',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'the caller speaks no version of TLS from 1.2 on',
  ERR_SSL_VERSION_TOO_LOW: 'the caller speaks no version of TLS from 1.2 on',
  ERR_SSL_NO_SHARED_CIPHER: 'the caller knows no cipher that is accepted here',
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: 'the caller shows no certificate',
  ERR_SSL_UNEXPECTED_EOF_WHILE_READING: 'the caller went away',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'the caller does not know the authority of the certificate in certFile',
  ERR_SSL_TLSV1_UNKNOWN_CA: 'the caller does not know the authority of the certificate in certFile',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'the caller does not accept the certificate in certFile',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'the caller does not accept the certificate in certFile',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'the caller finds the certificate in certFile expired',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'the caller does not accept the version of TLS',
  ERR_TLS_HANDSHAKE_TIMEOUT: 'the caller did not finish it in time',
};

/** What is wrong with a caller's certificate, by the code of its verification. */
const CERTIFICATE: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'no authority in clientCAFile has signed it',
  UNABLE_TO_GET_ISSUER_CERT: 'no authority in clientCAFile has signed it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'no authority in clientCAFile has signed it',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'no authority in clientCAFile has signed it',
  CERT_SIGNATURE_FAILURE: 'its signature is wrong',
  INVALID_PURPOSE: 'it is not one for clients',
};

/**
 * Why a handshake failed, in one sentence.
 *
 * @param refused The code of why the caller's certificate was not accepted, where it was not: Node.js drops such a caller
 * and reports no more than a lost connection.
 */
export function handshakeFailure(error: Error, refused?: unknown): string {
  if (refused) {
    const code = refused instanceof Error ? codeOf(refused) : String(refused);
    const reason = CERTIFICATE[code];
    return `the caller's certificate is not accepted: ${reason === undefined ? code : `${reason} (${code})`}`;
  }
  return CALLER[codeOf(error)] ?? opensslReason(error);
}

/** OpenSSL's reason without its numbers: `ee key too small`; the error's message where it is none of OpenSSL's. */
export function opensslReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}
