using System.Collections.Frozen;
using Carewright.Fhir.Definitions;
using Carewright.Kernel;

namespace Carewright.Fhir.Path;

/// <summary>Walks the syntax with the types of the model and reports what can never be meant. It says nothing where it does not know.</summary>
internal sealed class FhirPathChecker
{
    private static readonly FrozenSet<string> s_ordered = new[] { "first", "last", "tail", "skip", "take" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_ofStrings = new[]
    {
        "startsWith", "endsWith", "contains", "indexOf", "lastIndexOf", "upper", "lower", "trim", "length", "toChars", "substring", "replace", "split",
        "matches", "matchesFull", "replaceMatches", "encode", "decode", "escape", "unescape",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FhirModel _model;
    private readonly List<Issue> _issues = [];
    private readonly StaticType _root;
    private StaticType _this;

    private FhirPathChecker(FhirModel model, StaticType root)
    {
        _model = model;
        _root = root;
        _this = root;
    }

    public static IReadOnlyList<Issue> Check(PathSyntax syntax, FhirModel model, string typeName)
    {
        var checker = new FhirPathChecker(model, model.FindType(typeName) is { } type ? StaticType.Of(type) : StaticType.Unknown);
        checker.Visit(syntax);
        return checker._issues;
    }

    private StaticType Visit(PathSyntax syntax) => syntax switch
    {
        LiteralSyntax literal => StaticType.Of(literal.Value.Kind),
        VariableSyntax { Name: "context" } => _root,
        PolaritySyntax polarity => Visit(polarity.Operand),
        MemberSyntax member => Member(member),
        CallSyntax call => Call(call),
        IndexerSyntax indexer => Indexer(indexer),
        SpecialSyntax special => Special(special),
        BinarySyntax binary => Binary(binary),
        TypeOperatorSyntax typed => TypeOperator(typed),
        SortKeySyntax key => Visit(key.Key),
        _ => StaticType.Unknown,
    };

    private StaticType VisitWith(StaticType focus, PathSyntax syntax)
    {
        StaticType outer = _this;
        _this = focus;
        StaticType result = Visit(syntax);
        _this = outer;
        return result;
    }

    private StaticType Member(MemberSyntax member)
    {
        if (member.Source is null && char.IsAsciiLetterUpper(member.Name[0]) && _model.FindType(member.Name) is { } type)
        {
            return TypeAtStart(member, type);
        }

        StaticType source = member.Source is null ? _this : Visit(member.Source);
        if (!source.IsKnown)
        {
            return source.IsUnordered ? StaticType.Unknown.Unordered() : StaticType.Unknown;
        }

        ElementDefinition[] found = [.. source.Fhir.Select(owner => owner.FindElement(member.Name)).OfType<ElementDefinition>()];
        if (found.Length == 0 && source.System is not (FhirPathKind.TypeInfo or FhirPathKind.Quantity))
        {
            Report(FhirPathErrors.UnknownElement, $"{Describe(source)} has no element {member.Name}.", member.Position);
            return StaticType.Unknown;
        }

        return StaticType.Of([.. found.SelectMany(element => element.Types).Select(element => element.Type).Distinct()]).OrderedAs(source);
    }

    private StaticType TypeAtStart(MemberSyntax member, TypeDefinition type)
    {
        if (!_this.IsKnown)
        {
            return StaticType.Of(type);
        }

        TypeDefinition[] fitting = [.. _this.Fhir.Where(focus => focus.IsSubtypeOf(type))];
        if (fitting.Length > 0)
        {
            return StaticType.Of(fitting);
        }

        Report(FhirPathErrors.UnknownElement, $"{Describe(_this)} is no {type.Name}.", member.Position);
        return StaticType.Unknown;
    }

    private StaticType Call(CallSyntax call)
    {
        StaticType source = call.Source is null ? _this : Visit(call.Source);
        if (source.IsUnordered && s_ordered.Contains(call.Name))
        {
            Report(FhirPathErrors.Unordered, $"{call.Name}() needs an order, and its input has none.", call.Position);
        }

        if (s_ofStrings.Contains(call.Name) && source.SingleKind() is not (FhirPathKind.None or FhirPathKind.String))
        {
            Report(FhirPathErrors.Operand, $"{call.Name}() takes a string, not {Describe(source)}.", call.Position);
        }

        return call.Name switch
        {
            "ofType" or "as" => TypeArgument(call).OrderedAs(source),
            "is" => StaticType.Of(FhirPathKind.Boolean),
            "iif" => Iif(call, source),
            "union" or "combine" => source.Or(Visit(call.Arguments[0])),
            _ => Result(call, source, [.. call.Arguments.Select(argument => VisitWith(IsScoped(call.Name) ? source : _this, argument))]),
        };
    }

    private static bool IsScoped(string name) => name is "where" or "select" or "exists" or "all" or "trace" or "sort" or "aggregate" or "repeat" or "repeatAll" or "defineVariable";

    private static StaticType Result(CallSyntax call, StaticType source, StaticType[] arguments) => FunctionTable.Find(call.Name)?.Result switch
    {
        "=" when call.Name == "sort" => source.Ordered(),
        "=" => source,
        "*" => StaticType.Unknown.Unordered(),
        { } result when result.StartsWith("System.", StringComparison.Ordinal) && Enum.TryParse(result.AsSpan("System.".Length), out FhirPathKind kind) => StaticType.Of(kind),
        _ when call.Name == "select" => arguments[0].OrderedAs(source),
        _ => StaticType.Unknown,
    };

    private StaticType TypeArgument(CallSyntax call)
    {
        TypeSpecifier type = TypeSpecifier.Resolve(QualifiedName(call.Arguments[0]), _model, call.Position);
        return TypeOf(type);
    }

    private static string QualifiedName(PathSyntax syntax) => syntax is MemberSyntax { Source: { } source } member ? QualifiedName(source) + "." + member.Name : ((MemberSyntax)syntax).Name;

    // "Quantity" alone may be System's or FHIR's.
    private static StaticType TypeOf(TypeSpecifier type) => type.Fhir is null ? StaticType.Unknown : StaticType.Of(type.Fhir);

    private StaticType Iif(CallSyntax call, StaticType source)
    {
        StaticType criterion = VisitWith(source, call.Arguments[0]);
        if (criterion is { IsKnown: true, Fhir.Count: 0 } && criterion.System != FhirPathKind.Boolean)
        {
            Report(FhirPathErrors.Operand, $"The criterion of iif() is a Boolean, not {Describe(criterion)}.", call.Arguments[0].Position);
        }

        StaticType then = VisitWith(source, call.Arguments[1]);
        return call.Arguments.Count > 2 ? then.Or(VisitWith(source, call.Arguments[2])) : then;
    }

    private StaticType Indexer(IndexerSyntax indexer)
    {
        StaticType source = Visit(indexer.Source);
        Visit(indexer.Index);
        if (source.IsUnordered)
        {
            Report(FhirPathErrors.Unordered, "An index needs an order, and the collection has none.", indexer.Position);
        }

        return source;
    }

    private StaticType Special(SpecialSyntax special) => special.Name switch
    {
        "this" => special.Source is null ? _this : Visit(special.Source),
        "index" => StaticType.Of(FhirPathKind.Integer),
        _ => StaticType.Unknown,
    };

    private StaticType TypeOperator(TypeOperatorSyntax typed)
    {
        StaticType source = Visit(typed.Operand);
        return typed.Operator == "is" ? StaticType.Of(FhirPathKind.Boolean) : TypeOf(TypeSpecifier.Resolve(typed.TypeName, _model, typed.Position)).OrderedAs(source);
    }

    private StaticType Binary(BinarySyntax binary)
    {
        StaticType left = Visit(binary.Left), right = Visit(binary.Right);
        switch (binary.Operator)
        {
            case "|": return left.Or(right);
            case "&": return StaticType.Of(FhirPathKind.String);
            case "+" or "-" or "*" or "/" or "div" or "mod": return StaticType.Unknown;
            case "<" or "<=" or ">" or ">=" when !AreComparable(left.SingleKind(), right.SingleKind()):
                Report(FhirPathErrors.Operand, $"{Describe(left)} and {Describe(right)} cannot be compared.", binary.Position);
                break;
        }

        return StaticType.Of(FhirPathKind.Boolean);
    }

    private static bool AreComparable(FhirPathKind left, FhirPathKind right)
    {
        if (left == FhirPathKind.None || right == FhirPathKind.None)
        {
            return true;
        }

        return Group(left) != 0 && Group(left) == Group(right);
    }

    private static int Group(FhirPathKind kind) => kind switch
    {
        FhirPathKind.Integer or FhirPathKind.Long or FhirPathKind.Decimal or FhirPathKind.Quantity => 1,
        FhirPathKind.String => 2,
        FhirPathKind.Date or FhirPathKind.DateTime => 3,
        FhirPathKind.Time => 4,
        _ => 0,
    };

    private static string Describe(StaticType type) =>
        string.Join(" or ", type.Fhir.Select(fhir => fhir.Name).Concat(type.System == FhirPathKind.None ? [] : ["System." + type.System]));

    private void Report(string code, string message, int position) =>
        _issues.Add(new Issue(IssueSeverity.Error, IssueTypes.Invalid, code, message, null, "FHIRPath 2.0", 1, position + 1));
}
