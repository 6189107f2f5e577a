import type * as TypeScript from 'typescript'

/** tslab's file of the declarations of earlier cells. */
const EARLIER = /(^|[\\/])__prev__\.d\.ts$/

export type Rewriting = Pick<typeof TypeScript, 'isShorthandPropertyAssignment' | 'visitEachChild'>

interface Builder {
  emit(...args: readonly unknown[]): unknown
  getProgram(): { getTypeChecker(): TypeScript.TypeChecker }
}
interface Host {
  afterProgramCreate?: (builder: Builder) => void
}
interface Watching {
  createWatchProgram(host: Host): unknown
}

/**
 * TypeScript that writes `{ limit }` out where `limit` is a variable of an earlier cell. tslab turns such names into
 * `exports.limit`, but not where they stand for a property too, and the cell would find no such variable.
 */
export function withShorthands<T extends Rewriting & Watching>(ts: T): T {
  const createWatchProgram: T['createWatchProgram'] = (host: Host) => {
    const given = host.afterProgramCreate
    host.afterProgramCreate = (builder) => given?.(writingOut(ts, builder))
    return ts.createWatchProgram(host)
  }
  return { ...ts, createWatchProgram }
}

function writingOut(ts: Rewriting, builder: Builder): Builder {
  const emit: Builder['emit'] = (file, write, token, declarationsOnly, transformers) => {
    const before = [writeOut(ts, builder.getProgram().getTypeChecker())]
    return builder.emit(file, write, token, declarationsOnly, { ...(transformers as object), before })
  }
  return Object.assign(Object.create(builder) as Builder, { emit })
}

function writeOut(
  ts: Rewriting,
  checker: TypeScript.TypeChecker,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const { factory } = context
    const visit = (original: TypeScript.Node): TypeScript.Node => {
      const node = ts.visitEachChild(original, visit, context)
      if (!ts.isShorthandPropertyAssignment(original) || !ts.isShorthandPropertyAssignment(node)) return node
      const earlier = checker
        .getShorthandAssignmentValueSymbol(original)
        ?.declarations?.some((declaration) => EARLIER.test(declaration.getSourceFile().fileName))
      if (!earlier) return node
      const { name, objectAssignmentInitializer: initializer } = node
      const variable = factory.createPropertyAccessExpression(factory.createIdentifier('exports'), name.text)
      return factory.createPropertyAssignment(
        name.text,
        initializer ? factory.createAssignment(variable, initializer) : variable,
      )
    }
    return (file) => ts.visitEachChild(file, visit, context)
  }
}
