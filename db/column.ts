import type { ColumnType, JSONColumnType } from 'kysely'

/** An object, written as text. */
export type Json<Shape extends object | null> = JSONColumnType<Shape>

/** A column with a default in the database. */
export type Counted<Type> = ColumnType<Type, Type | undefined, Type>

/** A column that is empty until something happens. */
export type Later<Type> = ColumnType<Type | null, Type | null | undefined, Type | null>
