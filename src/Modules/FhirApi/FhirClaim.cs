namespace Carewright.FhirApi;

/// <summary>What another module adds to the CapabilityStatement about one resource type, as the host hands it to the FHIR door.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="Profiles">Canonicals for <c>supportedProfile</c>.</param>
/// <param name="Extension">Address of an extension whose values are canonicals.</param>
/// <param name="Canonicals">Its values, asked for each time the statement is given.</param>
public sealed record FhirClaim(string Type, IReadOnlyList<string> Profiles, string Extension, Func<IReadOnlyList<string>> Canonicals);
