namespace Carewright.Fhir.Definitions;

/// <summary>Search parameters that are added to the published ones of a model, by resource type. Immutable.</summary>
public sealed class SearchParameterLayer
{
    private static readonly Func<string, string, string?> s_allReady = static (_, _) => null;

    private readonly IReadOnlyDictionary<string, IReadOnlyList<SearchParameterDefinition>> _byType;
    private readonly Func<string, string, string?> _whyNotReady;

    /// <summary>A layer.</summary>
    /// <param name="byType">By concrete resource type; under <c>Resource</c> those that every type has.</param>
    /// <param name="whyNotReady">For a type and a code why that parameter cannot be used yet; null when there is nothing to tell. Asked anew each time.</param>
    public SearchParameterLayer(IReadOnlyDictionary<string, IReadOnlyList<SearchParameterDefinition>> byType, Func<string, string, string?>? whyNotReady = null) =>
        (_byType, _whyNotReady) = (byType, whyNotReady ?? s_allReady);

    /// <summary>Nothing added.</summary>
    public static SearchParameterLayer None { get; } = new(new Dictionary<string, IReadOnlyList<SearchParameterDefinition>>());

    internal IReadOnlyList<SearchParameterDefinition> Of(string resourceType) => _byType.TryGetValue(resourceType, out var added) ? added : [];

    internal SearchParameterDefinition? Find(string resourceType, string code)
    {
        foreach (var parameter in Of(resourceType))
            if (parameter.Code == code)
                return parameter;
        return null;
    }

    internal string? WhyNotReady(string resourceType, string code) => _whyNotReady(resourceType, code);
}
