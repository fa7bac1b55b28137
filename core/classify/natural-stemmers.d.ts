// The package's root loads a database driver for every storage it knows and reads `.env`. These single files do not;
// they have no declarations of their own.
declare module 'natural/lib/natural/stemmers/porter_stemmer.js' {
  const stemmer: { stem(word: string): string }
  export default stemmer
}
declare module 'natural/lib/natural/stemmers/porter_stemmer_fr.js' {
  /** Returns undefined for an empty word. */
  const stemmer: { stem(word: string): string | undefined }
  export default stemmer
}
declare module 'natural/lib/natural/classifiers/bayes_classifier.js' {
  export default class BayesClassifier {
    constructor(
      stemmer?: { tokenizeAndStem(text: string, keepStops?: boolean): string[] },
      smoothing?: number,
    )
    addDocument(text: string | string[], label: string): void
    train(): void
    getClassifications(text: string | string[]): { label: string; value: number }[]
  }
}
