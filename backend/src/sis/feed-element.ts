/** One XML element of a user record, with the line on which it begins. Namespace prefixes are taken off. */
export interface FeedElement {
  name: string;
  line: number;
  attributes: Readonly<Record<string, string>>;
  /** Text directly inside, without that of the children; white space around it is taken off. */
  text: string;
  children: FeedElement[];
}

/** How much one user record may cost, so that no file can make the reader hold much. */
export interface XmlLimits {
  depth: number;
  /** Elements of one user. */
  elements: number;
  /** Attributes of one element. */
  attributes: number;
  /** Characters of text and attribute values of one user. */
  characters: number;
  /** Characters of one tag, comment or stretch of text, whatever stands in it. */
  token: number;
}

export const XML_LIMITS: XmlLimits = {
  depth: 32,
  elements: 5_000,
  attributes: 20,
  characters: 200_000,
  token: 250_000,
};
