/** A request of Kafka's protocol in one version, and how its response is read. */
export interface Request<T> {
  readonly apiKey: number
  readonly apiVersion: number
  readonly apiName: string
  encode(): Buffer
  decode(response: Buffer): T
}
