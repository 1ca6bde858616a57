// A self-signed certificate for localhost that is valid for an hour, made for each run so that the repository contains no key.
import { generateKeyPairSync, sign } from 'node:crypto';

/** @param {number} tag @param {...Buffer} parts */
const der = (tag, ...parts) => {
  const body = Buffer.concat(parts);
  const { length } = body;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), body]);
};
/** @param {...Buffer} parts */
const sequence = (...parts) => der(0x30, ...parts);
/** @param {...number} bytes */
const oid = (...bytes) => der(0x06, Buffer.from(bytes));
/** @param {...Buffer} parts */
const octets = (...parts) => der(0x04, ...parts);
/** @param {Buffer} bytes */
const bits = (bytes) => der(0x03, Buffer.from([0]), bytes);
/** @param {number} ms */
const time = (ms) => der(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14)}Z`));

/** RFC 5280, with ECDSA on P-256. @returns {{ key: string, cert: string }} PEM */
export function makeSelfSigned() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ecdsa-with-SHA256
  const name = sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from('localhost')))));
  const alternatives = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(Date.now() - 60_000), time(Date.now() + 3_600_000)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(oid(0x55, 0x1d, 0x11), octets(alternatives)))),
  );
  const certificate = sequence(body, algorithm, bits(sign('sha256', body, privateKey)));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}
