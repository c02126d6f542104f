using System.Collections.Frozen;
using Carewright.Fhir.Path.Functions;

namespace Carewright.Fhir.Path;

/// <summary>A function as the compiler sees it.</summary>
/// <param name="Name">Name in expressions.</param>
/// <param name="Least">Fewest arguments.</param>
/// <param name="Most">Most arguments.</param>
/// <param name="Result">For the static check: "System.Boolean" and the like; "=" the input's type; "" not known; the suffix "*" marks an order that is not defined.</param>
/// <param name="Build">Makes the step of one call.</param>
internal sealed record PathFunction(string Name, int Least, int Most, string Result, Func<PathCall, PathStep> Build);

/// <summary>One call while it is compiled.</summary>
internal readonly record struct PathCall(PathCompiler Compiler, CallSyntax Syntax)
{
    /// <summary>An argument; it is evaluated with $this unchanged unless the function sets it.</summary>
    public PathOperation Argument(int index) => Compiler.Operation(Syntax.Arguments[index]);

    /// <summary>An argument that may be left out.</summary>
    public PathOperation? Optional(int index) => index < Syntax.Arguments.Count ? Argument(index) : null;

    /// <summary>An argument that is a type's name.</summary>
    public TypeSpecifier Type(int index) => TypeSpecifier.Resolve(NameOf(Syntax.Arguments[index]), Compiler.Model, Syntax.Arguments[index].Position);

    private string NameOf(PathSyntax syntax) => syntax switch
    {
        MemberSyntax { Source: null } member => member.Name,
        MemberSyntax member => NameOf(member.Source!) + "." + member.Name,
        _ => throw new FhirPathException(FhirPathErrors.Arguments, $"{Syntax.Name}() takes the name of a type.", syntax.Position),
    };
}

/// <summary>All functions by name. One that is not here is an error when the expression is compiled, never passed over.</summary>
internal static class FunctionTable
{
    // Known to the specifications and not offered, with the reason that the error gives.
    private static readonly FrozenDictionary<string, string> s_notOffered = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["elementDefinition"] = "element definitions are no resources here",
        ["slice"] = "profiles are not at hand during evaluation",
        ["duration"] = "it is not part of FHIRPath 2.0",
        ["difference"] = "it is not part of FHIRPath 2.0",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, PathFunction> s_functions = new IEnumerable<PathFunction>[]
    {
        ExistenceFunctions.All, FilteringFunctions.All, SubsettingFunctions.All, CombiningFunctions.All, ConversionFunctions.All, StringFunctions.All, TextFunctions.All, RegexFunctions.All,
        MathFunctions.All, BoundaryFunctions.All, TreeFunctions.All, UtilityFunctions.All, TemporalFunctions.All, AggregateFunctions.All, SortFunction.All, FhirFunctions.All, TerminologyFunctions.All, ResolveFunction.All,
    }.SelectMany(functions => functions).ToFrozenDictionary(function => function.Name, StringComparer.Ordinal);

    public static PathFunction? Find(string name) => s_functions.GetValueOrDefault(name);

    public static PathStep Build(PathCompiler compiler, CallSyntax call)
    {
        PathFunction function = Find(call.Name) ?? throw Unknown(call);
        if (call.Arguments.Count < function.Least || call.Arguments.Count > function.Most)
        {
            string wanted = function.Least == function.Most ? $"{function.Least}" : $"{function.Least} to {function.Most}";
            throw new FhirPathException(FhirPathErrors.Arguments, $"{call.Name}() takes {wanted} arguments, not {call.Arguments.Count}.", call.Position);
        }

        return function.Build(new PathCall(compiler, call));
    }

    private static FhirPathException Unknown(CallSyntax call) => new(
        FhirPathErrors.UnknownFunction,
        s_notOffered.TryGetValue(call.Name, out string? reason) ? $"{call.Name}() is not offered: {reason}." : $"There is no function {call.Name}().",
        call.Position);
}
