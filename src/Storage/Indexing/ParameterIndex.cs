using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;

namespace Carewright.Storage.Indexing;

/// <summary>How one search parameter of one resource type is indexed. Immutable.</summary>
/// <param name="Definition">The parameter.</param>
/// <param name="Kind">Its kind; null when it cannot be searched by.</param>
/// <param name="Number">Its number.</param>
/// <param name="Sources">
/// The parameters whose entries serve it: itself, or those it is a part or the union of (<c>patient</c> is found through <c>subject</c>, <c>combo-code</c> through <c>code</c> and <c>component-code</c>),
/// so that the same value is not indexed twice.
/// </param>
/// <param name="IsPart">True when the sources hold more than this parameter's own values.</param>
/// <param name="IsPrivateDate">A date that points at a person: hashed, never in clear.</param>
/// <param name="Trigrams">The number under which trigrams for <c>:contains</c> are found; 0 when there are none.</param>
internal sealed record ParameterIndex(
    SearchParameterDefinition Definition,
    SearchKind? Kind,
    int Number,
    IReadOnlyList<int> Sources,
    bool IsPart,
    bool IsPrivateDate,
    int Trigrams)
{
    /// <summary>False while only some of the resources have entries of it.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Whether values of this parameter become entries of their own.</summary>
    public bool IsStored => Kind is not null && Sources.Count == 1 && Sources[0] == Number;
}
