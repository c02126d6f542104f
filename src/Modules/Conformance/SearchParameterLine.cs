using Carewright.Storage;

namespace Carewright.Conformance;

/// <summary>One search parameter of one type.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Code">The name in a query.</param>
/// <param name="Kind">token, string, ...</param>
/// <param name="Url">Canonical URL.</param>
/// <param name="Source">Its SearchParameter in the record, or the package that brings it.</param>
/// <param name="State">whole, indexing, or replacing (it answers as before until the new definition is whole).</param>
/// <param name="Percent">How far its index is; 100 when whole.</param>
/// <param name="Done">Resources looked at; null when whole.</param>
/// <param name="Total">Of how many; null when whole.</param>
/// <param name="SecondsLeft">About how long it takes yet; null when that cannot be told.</param>
public sealed record SearchParameterLine(string Type, string Code, string Kind, string Url, string Source, string State, int Percent, long? Done, long? Total, long? SecondsLeft)
{
    internal static SearchParameterLine Of(SearchParameterStatus status, string source) => new(
        status.ResourceType, status.Definition.Code, status.Definition.Type, status.Definition.Url, source,
        status.State switch { SearchParameterState.Whole => "whole", SearchParameterState.BeingReplaced => "replacing", _ => "indexing" },
        status.Indexing?.Percent ?? 100, status.Indexing?.Done, status.Indexing?.Total, status.Indexing?.Left is { } left ? (long)left.TotalSeconds : null);
}

/// <summary>A search parameter that is at hand and not in force.</summary>
/// <param name="Url">Canonical URL.</param>
/// <param name="Code">The name in a query.</param>
/// <param name="Source">What brings it.</param>
/// <param name="Reason">Why it is not in force.</param>
public sealed record UnusedSearchParameter(string Url, string Code, string Source, string Reason);
