using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi;

/// <summary>
/// An operation of another module, as the host adds it to the FHIR door: a row of the same table, so that it is routed, asked for an actor and claimed in the CapabilityStatement like the door's own.
/// </summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Name">With <c>$</c>.</param>
/// <param name="Type">The one type it is for; null at system level.</param>
/// <param name="IsInstance">Whether it stands below one resource of the type.</param>
/// <param name="Definition">Canonical of its definition.</param>
/// <param name="Handler">Answers the request; gets the logical id when there is one.</param>
public sealed record FhirOperation(string Method, string Name, string? Type, bool IsInstance, string Definition, Func<HttpContext, string?, Task> Handler);
