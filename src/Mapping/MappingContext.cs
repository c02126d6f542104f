namespace Carewright.Mapping;

/// <summary>What the mapping of one partner's messages needs to know beyond the message. Immutable.</summary>
/// <param name="Partner">The partner's id, <c>[a-z0-9-]{1,64}</c>: part of the identifier systems of what its messages number without an authority.</param>
/// <param name="ReceivedAt">When the message came; stands in where MSH-7 says nothing.</param>
/// <param name="LocalOffset">The offset of times that name none (HL7 v2.8 ch. 2A.3.22: that of MSH-7 first, then the sender's own).</param>
/// <param name="Authorities">Identifier systems (URIs) by assigning authority: its namespace id, or its universal id; what is not in it is taken from a universal id of type ISO or UUID, or minted from partner and namespace.</param>
/// <param name="Codes">The partner's own codes, by table: see <see cref="CodeMap"/>.</param>
public sealed record MappingContext(
    string Partner,
    DateTimeOffset ReceivedAt,
    TimeSpan LocalOffset,
    IReadOnlyDictionary<string, string> Authorities,
    IReadOnlyList<CodeMap> Codes);

/// <summary>What one code of a partner means.</summary>
/// <param name="Table">Name of the coding system or HL7 table as messages give it: <c>L</c>, <c>99LAB</c>, <c>0078</c>.</param>
/// <param name="Code">The partner's code.</param>
/// <param name="System">URI of the code system meant.</param>
/// <param name="Target">The code meant.</param>
/// <param name="Display">Its words; null when there are none.</param>
public sealed record CodeMap(string Table, string Code, string System, string Target, string? Display = null);
