// biome-ignore lint/suspicious/noEmptyInterface: filled with the tables of its migration.
export interface SatisfactionTables {}
