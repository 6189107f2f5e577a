import type * as TypeScript from 'typescript'

/** Names in the compiled code of cells, which `Halting` gives a meaning. */
export const STOP_NAME = 'carnet$stop'
export const HALT_NAME = 'carnet$halt'
export const RESUMED_NAME = 'carnet$resumed'

/** The parts of TypeScript that rewrite code. */
export type Rewriting = Pick<
  typeof TypeScript,
  | 'isAwaitExpression'
  | 'isBlock'
  | 'isDoStatement'
  | 'isExpressionStatement'
  | 'isForInStatement'
  | 'isForOfStatement'
  | 'isForStatement'
  | 'isFunctionLike'
  | 'isVariableStatement'
  | 'isWhileStatement'
  | 'setTextRange'
  | 'visitEachChild'
>

/**
 * Makes code that can be stopped: every round of a loop and every statement asks whether it should go on, at the
 * price of reading one number, and so does everything that goes on after an `await`, whatever is caught in between. It is JavaScript's own errors that stop it, so that
 * `finally` runs. Places in the code stay those of what was typed.
 */
export function stoppable(ts: Rewriting): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const { factory } = context
    const call = (name: string, ...args: TypeScript.Expression[]): TypeScript.Expression =>
      factory.createCallExpression(factory.createIdentifier(name), undefined, args)
    /** `carnet$stop[0] !== 0 && carnet$halt()` */
    const question = (): TypeScript.Expression =>
      factory.createLogicalAnd(
        factory.createStrictInequality(
          factory.createElementAccessExpression(factory.createIdentifier(STOP_NAME), 0),
          factory.createNumericLiteral(0),
        ),
        call(HALT_NAME),
      )
    const asking = (body: TypeScript.Statement, waiting: boolean): TypeScript.Block => {
      const questions = [question(), ...(waiting ? [call(RESUMED_NAME)] : [])]
      const statements = ts.isBlock(body) ? body.statements : [body]
      return factory.createBlock(
        [...questions.map((q) => factory.createExpressionStatement(q)), ...statements],
        true,
      )
    }
    /** Waits seen so far in the function at hand. */
    let waits = 0
    const visit = (original: TypeScript.Node): TypeScript.Node => {
      const before = waits
      if (ts.isFunctionLike(original)) waits = 0
      const node = ts.visitEachChild(original, visit, context)
      if (ts.isFunctionLike(original)) waits = before
      if (ts.isAwaitExpression(node)) {
        waits++
        return ts.setTextRange(call(RESUMED_NAME, node), original)
      }
      return loop(node, waits > before)
    }
    const loop = (node: TypeScript.Node, waiting: boolean): TypeScript.Node => {
      if (ts.isForStatement(node)) {
        const { initializer, condition, incrementor } = node
        return factory.updateForStatement(
          node,
          initializer,
          condition,
          incrementor,
          asking(node.statement, waiting),
        )
      }
      if (ts.isForInStatement(node)) {
        const { initializer, expression } = node
        return factory.updateForInStatement(node, initializer, expression, asking(node.statement, waiting))
      }
      if (ts.isForOfStatement(node)) {
        const { awaitModifier, initializer, expression } = node
        const body = asking(node.statement, waiting || awaitModifier !== undefined)
        return factory.updateForOfStatement(node, awaitModifier, initializer, expression, body)
      }
      if (ts.isWhileStatement(node))
        return factory.updateWhileStatement(node, node.expression, asking(node.statement, waiting))
      if (ts.isDoStatement(node))
        return factory.updateDoStatement(node, asking(node.statement, waiting), node.expression)
      return node
    }
    return (file) => {
      const { statements } = ts.visitEachChild(file, visit, context)
      const asked = statements.flatMap((statement) =>
        ts.isExpressionStatement(statement) || ts.isVariableStatement(statement)
          ? [factory.createExpressionStatement(question()), statement]
          : [statement],
      )
      return factory.updateSourceFile(file, asked)
    }
  }
}

interface Transpiler {
  transpileModule(input: string, options: { readonly transformers?: object }): unknown
}

/** TypeScript whose last step makes code that can be stopped. */
export function withStops<T extends Rewriting & Transpiler>(ts: T): T {
  const transpileModule: T['transpileModule'] = (input: string, options: object) =>
    ts.transpileModule(input, { ...options, transformers: { before: [stoppable(ts)] } })
  return { ...ts, transpileModule }
}
