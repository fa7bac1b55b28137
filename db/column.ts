import type { ColumnType, JSONColumnType } from 'kysely'

/** An object, written as text. */
export type Json<Shape extends object | null> = JSONColumnType<Shape>

/** Has a default of the database's own. */
export type Counted<Type> = ColumnType<Type, Type | undefined, Type>

/** Empty until something happens. */
export type Later<Type> = ColumnType<Type | null, Type | null | undefined, Type | null>
