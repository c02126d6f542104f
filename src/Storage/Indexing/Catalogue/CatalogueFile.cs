using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Fhir.Definitions;

namespace Carewright.Storage.Indexing.Catalogue;

/// <summary>The form in which a store keeps its <see cref="CatalogueState"/>: JSON, sealed in the private table.</summary>
internal sealed record CatalogueFile(int NextGeneration, int Extraction, CatalogueFile.Entry[] Entries, Dictionary<string, CatalogueFile.TypeState> Types)
{
    /// <summary>Kind and key of the private row.</summary>
    public const string Kind = "search-parameters";

    /// <summary>See <see cref="Kind"/>.</summary>
    public const string Key = "catalogue";

    internal sealed record Part(string Definition, string Expression, string? ParameterCode, string? ParameterType);

    internal sealed record Parameter(string Code, string Url, string Type, string Expression, string[] Bases, string[] Targets, Part[] Components);

    internal sealed record Entry(int Generation, Parameter Definition, bool IsWanted, string[] Whole, Dictionary<string, DateTimeOffset> Retired, string[] Cleared);

    internal sealed record Pass(int Generation, bool IsFull, int[] Clearing, long LastUpdated, long Sequence, long Done, long Total);

    internal sealed record TypeState(int Extraction, bool IsAsked, Pass? Pass);

    public static byte[] Write(CatalogueState state) => JsonSerializer.SerializeToUtf8Bytes(
        new CatalogueFile(
            state.NextGeneration, state.Extraction,
            [.. state.Entries.Select(entry => new Entry(entry.Generation, Of(entry.Definition), entry.IsWanted, [.. entry.Whole.Order(StringComparer.Ordinal)], new(entry.Retired), [.. entry.Cleared.Order(StringComparer.Ordinal)]))],
            state.Types.ToDictionary(type => type.Key, type => Of(type.Value))),
        CatalogueJson.Default.CatalogueFile);

    public static CatalogueState Read(ReadOnlySpan<byte> json)
    {
        var file = JsonSerializer.Deserialize(json, CatalogueJson.Default.CatalogueFile) ?? throw new InvalidDataException("The catalogue of search parameters is empty.");
        return new CatalogueState(
            file.NextGeneration, file.Extraction, [.. file.Entries.Select(Of)],
            file.Types.ToImmutableDictionary(type => type.Key, type => new CatalogueType(type.Value.Extraction, type.Value.IsAsked, Of(type.Value.Pass)), StringComparer.Ordinal));
    }

    private static Parameter Of(SearchParameterDefinition definition) =>
        new(definition.Code, definition.Url, definition.Type, definition.Expression, [.. definition.Bases], [.. definition.Targets],
            [.. definition.Components.Select(part => new Part(part.Definition, part.Expression, part.Parameter?.Code, part.Parameter?.Type))]);

    private static TypeState Of(CatalogueType type) =>
        new(type.Extraction, type.IsAsked, type.Pass is { } pass ? new Pass(pass.Generation, pass.IsFull, [.. pass.Clearing], pass.LastUpdated, pass.Sequence, pass.Done, pass.Total) : null);

    private static CataloguePass? Of(Pass? pass) =>
        pass is null ? null : new CataloguePass(pass.Generation, pass.IsFull, [.. pass.Clearing], pass.LastUpdated, pass.Sequence, pass.Done, pass.Total);

    private static CatalogueEntry Of(Entry entry)
    {
        var definition = new SearchParameterDefinition(new AddedSearchParameter(
            entry.Definition.Code, entry.Definition.Url, entry.Definition.Type, entry.Definition.Expression, entry.Definition.Bases, entry.Definition.Targets,
            [.. entry.Definition.Components.Select(part => new SearchParameterComponent(part.Definition, part.Expression, Component(part)))]));
        return new CatalogueEntry(
            entry.Generation, definition, CatalogueState.TypesOf(definition), entry.IsWanted, entry.Whole.ToImmutableHashSet(StringComparer.Ordinal),
            entry.Retired.ToImmutableDictionary(StringComparer.Ordinal), entry.Cleared.ToImmutableHashSet(StringComparer.Ordinal));
    }

    /// <summary>A component compares by the type of the parameter that it names; what else that parameter says plays no part.</summary>
    private static SearchParameterDefinition? Component(Part part) =>
        FhirModel.R4.SearchParameters.FirstOrDefault(known => known.Url == part.Definition)
        ?? (part is { ParameterCode: { } code, ParameterType: { } type } ? new SearchParameterDefinition(new AddedSearchParameter(code, part.Definition, type, part.Expression, [], [], [])) : null);
}

[JsonSerializable(typeof(CatalogueFile))]
internal sealed partial class CatalogueJson : JsonSerializerContext;
