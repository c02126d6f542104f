namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Utility functions, Reflection and comparable().</summary>
internal static class UtilityFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("trace", 1, 2, "=", static call => Trace(call.Argument(0), call.Optional(1))),
        new("defineVariable", 1, 2, "=", DefineVariable),
        new("type", 0, 0, "System.TypeInfo", static _ => Type),
        new("comparable", 1, 1, "System.Boolean", static call => Comparable(call.Argument(0))),
        new("pathname", 0, 0, "System.String", static _ => PathName),
    ];

    private static PathStep Trace(PathOperation name, PathOperation? projection) => (evaluation, start) =>
    {
        int end = evaluation.Top;
        name(evaluation);
        if (!evaluation.TakeString(end, out string label))
        {
            return;
        }

        if (projection is not null)
        {
            Project(evaluation, start, end, projection);
        }

        evaluation.Context.Trace?.Invoke(label, new FhirPathCollection(projection is null ? evaluation.Items(start) : evaluation.Items(end)));
        evaluation.Top = end;
    };

    private static void Project(Evaluation evaluation, int start, int end, PathOperation projection)
    {
        Evaluation.Scope outer = evaluation.Enter(start, 1, 0);
        for (int i = start; i < end; i++)
        {
            evaluation.ThisStart = i;
            evaluation.Index = i - start;
            projection(evaluation);
        }

        evaluation.Leave(outer);
    }

    // The name is known when the expression is compiled, so that a use without definition is found then. The value sees the input as $this.
    private static PathStep DefineVariable(PathCall call)
    {
        if (call.Syntax.Arguments[0] is not LiteralSyntax { Value: { Kind: FhirPathKind.String } name })
        {
            throw new FhirPathException(FhirPathErrors.Arguments, "defineVariable() takes the name as a literal string.", call.Syntax.Position);
        }

        PathOperation? value = call.Optional(1);
        int slot = call.Compiler.Define(name.StringValue, call.Syntax.Position);
        return (evaluation, start) =>
        {
            int end = evaluation.Top;
            if (value is null)
            {
                evaluation.SetVariable(slot, new FhirPathCollection(evaluation.Items(start)));
                return;
            }

            Evaluation.Scope outer = evaluation.Enter(start, end - start, evaluation.Index);
            value(evaluation);
            evaluation.Leave(outer);
            evaluation.SetVariable(slot, new FhirPathCollection(evaluation.Items(end)));
            evaluation.Top = end;
        };
    }

    private static void Type(Evaluation evaluation, int start)
    {
        for (int i = start; i < evaluation.Top; i++)
        {
            FhirPathValue item = evaluation[i];
            evaluation[i] = item.IsElement ? FhirPathValue.OfType(true, item.Element.Type?.Name ?? "Element") : FhirPathValue.OfType(false, item.TypeName["System.".Length..]);
        }
    }

    private static PathStep Comparable(PathOperation other) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeSystem(start, out FhirPathValue left);
        other(evaluation);
        if (evaluation.TakeSystem(start, out FhirPathValue right) && hasInput && TryQuantity(left, out FhirPathQuantity a) && TryQuantity(right, out FhirPathQuantity b))
        {
            evaluation.Push(FhirPathValue.Of(QuantityMath.Compare(a, b) is not null));
        }
    };

    private static bool TryQuantity(in FhirPathValue value, out FhirPathQuantity quantity)
    {
        bool converted = Conversions.TryConvert(value, FhirPathKind.Quantity, out FhirPathValue result) && value.Kind is not (FhirPathKind.String or FhirPathKind.Boolean);
        quantity = converted ? result.QuantityValue : default;
        return converted;
    }

    private static void PathName(Evaluation evaluation, int start)
    {
        int kept = start;
        for (int i = start; i < evaluation.Top; i++)
        {
            if (evaluation[i].IsElement)
            {
                evaluation[kept++] = FhirPathValue.Of(evaluation[i].Element.Location());
            }
        }

        evaluation.Top = kept;
    }
}
