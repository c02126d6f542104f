using System.Collections.Frozen;
using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;

namespace Carewright.Storage.Indexing;

/// <summary>
/// How one resource type is indexed: its parameters, which of them are found through others, and the pairs a chart asks for.
/// A function of the published definitions and the store's parameter numbers. Immutable.
/// </summary>
internal sealed class TypeIndex
{
    /// <summary>Raised when the rules change what is derived from packed entries; an index made by other rules is rebuilt.</summary>
    public const int RulesVersion = 2;

    /// <summary>Raised when the rules change what is written into packed entries; stores made by others are indexed anew from their bodies, in the background.</summary>
    public const int ExtractionVersion = 2;

    private const string IsPatient = ".where(resolve() is Patient)";

    /// <summary>The date a chart sorts a type by: the first of these that the type has.</summary>
    private static readonly string[] s_chartDates = ["authoredon", "recorded-date", "onset-date", "date", "created", "authored", "issued", "period", "sent", "effective", "start", "started"];

    private static readonly string[] s_chartTokens = ["code", "category"];

    /// <summary>Names and addresses of people and places are searched by <c>:contains</c>; the parts of a name are found through the whole.</summary>
    private static readonly FrozenSet<string> s_contains = new[] { "name", "address" }.ToFrozenSet();

    private static readonly FrozenSet<string> s_containsTypes = new[] { "Patient", "Practitioner", "RelatedPerson", "Person", "Organization", "Location" }.ToFrozenSet();

    private static readonly FrozenSet<string> s_persons = new[] { "Patient", "Practitioner", "RelatedPerson", "Person" }.ToFrozenSet();

    private readonly FrozenDictionary<string, ParameterIndex> _parameters;
    private readonly FrozenDictionary<SearchParameterDefinition, ParameterIndex> _added = FrozenDictionary<SearchParameterDefinition, ParameterIndex>.Empty;
    private readonly FrozenDictionary<string, ParameterIndex> _inForce = FrozenDictionary<string, ParameterIndex>.Empty;

    private TypeIndex(TypeIndex published, IReadOnlyList<AddedParameter> added, ParameterRegistry registry)
    {
        (ResourceType, Number, Pairs, _parameters) = (published.ResourceType, published.Number, published.Pairs, published._parameters);
        _added = added.ToFrozenDictionary(one => one.Definition, one => Describe(one, registry));
        _inForce = added.Where(one => one.IsInForce).ToFrozenDictionary(one => one.Definition.Code, one => _added[one.Definition], StringComparer.Ordinal);
        Added = [.. added.Select(one => one.Definition)];
    }

    public TypeIndex(FhirModel model, string resourceType, ParameterRegistry registry)
    {
        ResourceType = resourceType;
        Number = registry.Number(resourceType);
        var definitions = model.SearchParametersOf(resourceType);
        _parameters = definitions.DistinctBy(definition => definition.Code)
            .Select(definition => Describe(definition, definitions, code => registry.Number($"{resourceType}.{code}")))
            .ToFrozenDictionary(parameter => parameter.Definition.Code, StringComparer.Ordinal);
        Pairs = PairsOf(registry);
    }

    public string ResourceType { get; }

    /// <summary>The type's own number, which is also the parameter number of its list by last update.</summary>
    public int Number { get; }

    /// <summary>The pairs; null for types that a chart does not list by patient and date.</summary>
    public PairIndex? Pairs { get; }

    /// <summary>The parameters beyond those of R4 whose values are written with every version; the same list as long as they are the same.</summary>
    public IReadOnlyList<SearchParameterDefinition> Added { get; } = [];

    /// <summary>What a code is searched by.</summary>
    public ParameterIndex? Find(string code) => _parameters.GetValueOrDefault(code) ?? _inForce.GetValueOrDefault(code);

    /// <summary>
    /// What a search that was parsed with this definition is answered by: one that has been replaced since answers as long as its entries are kept up; null for one that never was whole.
    /// </summary>
    public ParameterIndex? Find(SearchParameterDefinition definition) =>
        !definition.IsAdded ? _parameters.GetValueOrDefault(definition.Code) : _added.GetValueOrDefault(definition) is { IsWhole: true } whole ? whole : null;

    /// <summary>What the values of a definition are written as.</summary>
    public ParameterIndex? FindWritten(SearchParameterDefinition definition) =>
        definition.IsAdded ? _added.GetValueOrDefault(definition) : _parameters.GetValueOrDefault(definition.Code);

    /// <summary>The same type with these parameters beyond those of R4 in place of the ones before.</summary>
    public TypeIndex With(IReadOnlyList<AddedParameter> added, ParameterRegistry registry) => new(this, added, registry);

    // A date of a person points at the person, whatever it is called: it is hashed as a birth date is.
    private ParameterIndex Describe(AddedParameter added, ParameterRegistry registry)
    {
        var number = registry.Number(string.Create(CultureInfo.InvariantCulture, $"{ResourceType}.{added.Definition.Code}#{added.Generation}"));
        var isPrivate = added.Definition.Type == "date" && s_persons.Contains(ResourceType);
        return new ParameterIndex(added.Definition, SearchKinds.Of(added.Definition), number, [number], IsPart: false, isPrivate, Trigrams: 0) { IsWhole = added.IsWhole };
    }

    private ParameterIndex Describe(SearchParameterDefinition definition, IReadOnlyList<SearchParameterDefinition> all, Func<string, int> number)
    {
        var own = number(definition.Code);
        var parts = Sources(definition, all, out var isPart);
        var isPrivate = definition.Type == "date" && definition.Code is "birthdate" or "death-date";
        return new ParameterIndex(definition, SearchKinds.Of(definition), own, parts.Count == 0 ? [own] : [.. parts.Select(number)], isPart, isPrivate, TrigramsOf(definition, number));
    }

    private int TrigramsOf(SearchParameterDefinition definition, Func<string, int> number)
    {
        if (definition.Type != "string" || !s_containsTypes.Contains(ResourceType))
            return 0;
        var whole = definition.Code switch
        {
            "family" or "given" or "name" => "name",
            _ when definition.Code.StartsWith("address", StringComparison.Ordinal) => "address",
            _ => null,
        };
        return whole is not null && s_contains.Contains(whole) ? number(whole) : 0;
    }

    /// <summary>The other parameters of the type that hold the values of this one; none when it is indexed by itself.</summary>
    private List<string> Sources(SearchParameterDefinition definition, IReadOnlyList<SearchParameterDefinition> all, out bool isPart)
    {
        isPart = false;
        if (definition.Code.StartsWith("combo-", StringComparison.Ordinal))
        {
            var rest = definition.Code["combo-".Length..];
            if (all.Any(other => other.Code == rest) && all.Any(other => other.Code == "component-" + rest))
                return [rest, "component-" + rest];
        }
        if (definition.Type == "reference" && OwnExpression(definition) is { } expression && expression.EndsWith(IsPatient, StringComparison.Ordinal))
        {
            var whole = expression[..^IsPatient.Length];
            if (all.FirstOrDefault(other => other.Type == "reference" && OwnExpression(other) == whole) is { } other)
            {
                isPart = true;
                return [other.Code];
            }
        }
        return [];
    }

    /// <summary>The part of a parameter's expression that is about this type, when it is a single one.</summary>
    private string? OwnExpression(SearchParameterDefinition definition)
    {
        var own = definition.Expression.Split('|', StringSplitOptions.TrimEntries).Where(part => part.StartsWith(ResourceType + ".", StringComparison.Ordinal)).ToList();
        return own.Count == 1 ? own[0] : null;
    }

    private PairIndex? PairsOf(ParameterRegistry registry)
    {
        if (Find("patient") is not { Sources: [var patient] } || s_chartDates.Select(Find).FirstOrDefault(date => date is { Kind: SearchKind.Date, IsPrivateDate: false }) is not { } date)
            return null;
        return new PairIndex(
            patient, date.Number, registry.Number($"{ResourceType}.patient+date"),
            [.. s_chartTokens.Select(Find).OfType<ParameterIndex>().Where(token => token is { Kind: SearchKind.Token, IsStored: true })
                .Select(token => new TokenPair(token.Number, registry.Number($"{ResourceType}.patient+{token.Definition.Code}+date")))],
            Find("code") is { Kind: SearchKind.Token, IsStored: true } code ? new TokenPair(code.Number, registry.Number($"{ResourceType}.code+date")) : null);
    }
}

/// <summary>The pairs of a type, derived from its packed entries: v is a mix of hashes, s the low bound of the date (<see cref="long.MinValue"/> for none).</summary>
/// <param name="Patient">The parameter that names the patient.</param>
/// <param name="Date">The date that a chart sorts by.</param>
/// <param name="PatientDate">The number of the pair patient + date.</param>
/// <param name="Tokens">The triples patient + token + date.</param>
/// <param name="CodeDate">The pair code + date of everybody, its value the hash of the code; null for types without a code.</param>
internal sealed record PairIndex(int Patient, int Date, int PatientDate, IReadOnlyList<TokenPair> Tokens, TokenPair? CodeDate);

/// <summary>A token within a pair or triple, and the number of that.</summary>
internal readonly record struct TokenPair(int Token, int Number);

/// <summary>A parameter of one resource type beyond those of R4.</summary>
/// <param name="Definition">The parameter.</param>
/// <param name="Generation">Part of the name of its number: a definition that changes gets another number, and none is used twice.</param>
/// <param name="IsWhole">Every resource of the type has its entries.</param>
/// <param name="IsInForce">Its code is searched by it.</param>
internal readonly record struct AddedParameter(SearchParameterDefinition Definition, int Generation, bool IsWhole, bool IsInForce);
