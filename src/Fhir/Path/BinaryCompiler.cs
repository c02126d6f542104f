using System.Text;

namespace Carewright.Fhir.Path;

/// <summary>Compiles the operators with two operands.</summary>
internal static class BinaryCompiler
{
    public static PathOperation Build(PathCompiler compiler, BinarySyntax syntax)
    {
        if (syntax.Operator == "|")
        {
            return Union([.. Alternatives(syntax).Select(compiler.Operation)]);
        }

        PathOperation left = compiler.Operation(syntax.Left);
        PathOperation right = compiler.Operation(syntax.Right);
        return syntax.Operator switch
        {
            "and" => evaluation => evaluation.PushTruth(And(evaluation, left, right)),
            "or" => evaluation => evaluation.PushTruth(Or(evaluation, left, right)),
            "xor" => evaluation => evaluation.PushTruth(Xor(evaluation.Truth(left), evaluation.Truth(right))),
            "implies" => evaluation => evaluation.PushTruth(Implies(evaluation, left, right)),
            "=" => Equal(syntax, left, right, negate: false),
            "!=" => Equal(syntax, left, right, negate: true),
            "~" => Equivalent(left, right, negate: false),
            "!~" => Equivalent(left, right, negate: true),
            "<" => Compare(left, right, static order => order < 0),
            "<=" => Compare(left, right, static order => order <= 0),
            ">" => Compare(left, right, static order => order > 0),
            ">=" => Compare(left, right, static order => order >= 0),
            "in" => Membership(left, right),
            "contains" => Membership(right, left),
            "&" => Concatenate(left, right),
            _ => Arithmetic(syntax, left, right),
        };
    }

    private static bool? And(Evaluation evaluation, PathOperation left, PathOperation right)
    {
        bool? a = evaluation.Truth(left);
        if (a == false)
        {
            return false;
        }

        bool? b = evaluation.Truth(right);
        return b == false ? false : a is null || b is null ? null : true;
    }

    private static bool? Or(Evaluation evaluation, PathOperation left, PathOperation right)
    {
        bool? a = evaluation.Truth(left);
        if (a == true)
        {
            return true;
        }

        bool? b = evaluation.Truth(right);
        return b == true ? true : a is null || b is null ? null : false;
    }

    private static bool? Xor(bool? a, bool? b) => a is null || b is null ? null : a != b;

    private static bool? Implies(Evaluation evaluation, PathOperation left, PathOperation right)
    {
        bool? a = evaluation.Truth(left);
        if (a == false)
        {
            return true;
        }

        bool? b = evaluation.Truth(right);
        return b == true ? true : a is null ? null : b;
    }

    private static PathOperation Equal(BinarySyntax syntax, PathOperation left, PathOperation right, bool negate)
    {
        if (syntax.Right is LiteralSyntax { Value.Kind: FhirPathKind.String } text)
        {
            return EqualsText(left, text.Value, negate);
        }

        return evaluation =>
        {
            int start = evaluation.Top;
            left(evaluation);
            int middle = evaluation.Top;
            right(evaluation);
            bool? equal = Equality.Collections(evaluation, evaluation.Items(start, middle - start), evaluation.Items(middle));
            evaluation.Top = start;
            evaluation.PushTruth(negate ? !equal : equal);
        };
    }

    // The most frequent test of all, made on the bytes of the resource.
    private static PathOperation EqualsText(PathOperation left, FhirPathValue text, bool negate)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text.StringValue);
        return evaluation =>
        {
            int start = evaluation.Top;
            left(evaluation);
            int count = evaluation.Top - start;
            evaluation.Top = start;
            if (count == 0)
            {
                return;
            }

            FhirPathValue item = evaluation[start];
            bool equal = count == 1 && (item.IsElement && Equality.IsText(item.Element) ? item.Element.ValueEquals(utf8) : Equality.Items(evaluation, item, text) == true);
            evaluation.Push(FhirPathValue.Of(equal != negate));
        };
    }

    private static PathOperation Equivalent(PathOperation left, PathOperation right, bool negate) => evaluation =>
    {
        int start = evaluation.Top;
        left(evaluation);
        int middle = evaluation.Top;
        right(evaluation);
        bool? equivalent = Equality.EquivalentCollections(evaluation, evaluation.Items(start, middle - start), evaluation.Items(middle));
        evaluation.Top = start;
        evaluation.PushTruth(negate ? !equivalent : equivalent);
    };

    private static PathOperation Compare(PathOperation left, PathOperation right, Func<int, bool> test) => evaluation =>
    {
        if (TakeOperands(evaluation, left, right, out FhirPathValue a, out FhirPathValue b) && Operators.Compare(a, b) is { } order)
        {
            evaluation.Push(FhirPathValue.Of(test(order)));
        }
    };

    private static PathOperation Arithmetic(BinarySyntax syntax, PathOperation left, PathOperation right)
    {
        string op = syntax.Operator;
        int position = syntax.Position;
        return evaluation =>
        {
            if (TakeOperands(evaluation, left, right, out FhirPathValue a, out FhirPathValue b) && Operators.Arithmetic(evaluation, op, a, b, position) is { } result)
            {
                evaluation.Push(result);
            }
        };
    }

    private static bool TakeOperands(Evaluation evaluation, PathOperation left, PathOperation right, out FhirPathValue a, out FhirPathValue b)
    {
        int start = evaluation.Top;
        left(evaluation);
        bool hasLeft = evaluation.TakeSystem(start, out a);
        right(evaluation);
        return evaluation.TakeSystem(start, out b) && hasLeft;
    }

    private static PathOperation Concatenate(PathOperation left, PathOperation right) => evaluation =>
    {
        int start = evaluation.Top;
        left(evaluation);
        evaluation.TakeString(start, out string a);
        right(evaluation);
        evaluation.TakeString(start, out string b);
        evaluation.CheckLength((long)a.Length + b.Length);
        evaluation.Push(FhirPathValue.Of(a + b));
    };

    // a | b | c is one union of three, made distinct once.
    private static IEnumerable<PathSyntax> Alternatives(PathSyntax syntax) =>
        syntax is BinarySyntax { Operator: "|" } union ? Alternatives(union.Left).Concat(Alternatives(union.Right)) : [syntax];

    private static PathOperation Union(PathOperation[] alternatives) => evaluation =>
    {
        int start = evaluation.Top;
        foreach (PathOperation alternative in alternatives)
        {
            alternative(evaluation);
        }

        Functions.CombiningFunctions.Distinct(evaluation, start);
    };

    private static PathOperation Membership(PathOperation item, PathOperation collection) => evaluation =>
    {
        int start = evaluation.Top;
        item(evaluation);
        if (evaluation.TakeSingle(start, out FhirPathValue wanted))
        {
            collection(evaluation);
            bool found = Functions.CombiningFunctions.Contains(evaluation, evaluation.Items(start), wanted);
            evaluation.Return(start, found);
        }
    };
}
