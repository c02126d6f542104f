using System.Text.Json.Serialization;

namespace Carewright.FhirApi.Features.Closure;

/// <summary>A concept that a client has put into its table.</summary>
internal sealed record ClosureConcept(string System, string Code);

/// <summary>That one concept of a table stands below another, or means the same.</summary>
/// <param name="Version">The version of the table that brought it.</param>
/// <param name="System">Their code system.</param>
/// <param name="Code">The narrower concept.</param>
/// <param name="Ancestor">The broader one.</param>
/// <param name="Equivalence"><c>subsumes</c>: the ancestor's meaning is the wider; <c>equal</c>.</param>
internal sealed record ClosureEntry(int Version, string System, string Code, string Ancestor, string Equivalence);

/// <summary>The transitive closure that one client keeps under a name (FHIR R4 terminology-service.html#closure). A change is a new record.</summary>
internal sealed record ClosureTable(string UserName, string Name, int Version, IReadOnlyList<ClosureConcept> Concepts, IReadOnlyList<ClosureEntry> Entries);

[JsonSerializable(typeof(ClosureTable))]
internal sealed partial class ClosureJson : JsonSerializerContext;
