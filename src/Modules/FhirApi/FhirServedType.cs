using Carewright.Kernel;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi;

/// <summary>
/// A resource type that another part serves, and that can only be read: its rows stand in the door's table before those of all types, and the CapabilityStatement claims of the type what is here
/// and no more. Writes still meet the door's own rows, and the policy there.
/// </summary>
/// <param name="Type">The resource type.</param>
/// <param name="Parameters">Codes of the search parameters that it understands.</param>
/// <param name="Read">Answers a read of a logical id, audited: one entry.</param>
/// <param name="Search">Answers a search, audited: the criteria as they came, form fields included.</param>
public sealed record FhirServedType(
    string Type,
    IReadOnlyList<string> Parameters,
    Func<HttpContext, string, Task<FhirServedAnswer>> Read,
    Func<HttpContext, IReadOnlyList<KeyValuePair<string, string>>, Task<FhirServedAnswer>> Search);

/// <summary>What such a part answers; the door writes it in the format that was negotiated.</summary>
/// <param name="Status">HTTP status; 200, or that of a refusal.</param>
/// <param name="Issues">Why it was refused; empty otherwise.</param>
/// <param name="Entries">The resources as JSON, with their logical ids.</param>
/// <param name="Next">Value of <c>_cursor</c> for the next page, or null.</param>
public sealed record FhirServedAnswer(int Status, IReadOnlyList<Issue> Issues, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Entries, string? Next);
