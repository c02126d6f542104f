using Carewright.Fhir.Search;
using Carewright.Search.Model.Reading;

namespace Carewright.Search.Tests.Random;

/// <summary>One value set and one hierarchy, for the model and for the product alike.</summary>
internal sealed class ModelTermsOfTest : ISearchTerminology
{
    internal const string ValueSet = "http://example.org/ValueSet/some";

    // gamma and beta are alphas, delta is a gamma.
    private static readonly Dictionary<(string, string), string> s_parents = new()
    {
        [(Pools.Systems[0], "beta")] = "alpha",
        [(Pools.Systems[0], "gamma")] = "alpha",
        [(Pools.Systems[0], "delta")] = "gamma",
    };

    private static readonly (string System, string Code)[] s_members = [(Pools.Systems[0], "alpha"), (Pools.Systems[0], "gamma"), (Pools.Systems[1], "beta")];
    private static readonly string[] s_codes = ["alpha", "beta", "gamma", "delta"];

    internal static ModelTerms Model { get; } = new(new Dictionary<string, IReadOnlyList<(string, string)>> { [ValueSet] = s_members }, s_parents);

    public IReadOnlyCollection<(string? System, string Code)>? Enumerate(string valueSet, int cap) => valueSet == ValueSet ? [.. s_members.Select(member => ((string?)member.System, member.Code))] : null;

    public IReadOnlyCollection<string>? SelfAndDescendants(string system, string code, int cap) =>
        system == Pools.Systems[0] && s_codes.Contains(code) ? [.. s_codes.Where(one => Model.IsBelow(system, one, code))] : null;

    public IReadOnlyCollection<string>? SelfAndAncestors(string system, string code, int cap) => system == Pools.Systems[0] && s_codes.Contains(code) ? Model.SelfAndAbove(system, code) : null;
}
