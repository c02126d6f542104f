using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>Where a route applies.</summary>
internal enum FhirLevel
{
    /// <summary><c>[base]</c>.</summary>
    System,

    /// <summary><c>[base]/[type]</c>.</summary>
    Type,

    /// <summary><c>[base]/[type]/[id]</c>.</summary>
    Instance,

    /// <summary><c>[base]/[type]/[id]/_history</c>.</summary>
    History,

    /// <summary><c>[base]/[type]/_history</c>.</summary>
    TypeHistory,

    /// <summary><c>[base]/_history</c>.</summary>
    SystemHistory,

    /// <summary><c>[base]/[type]/[id]/_history/[vid]</c>.</summary>
    Version,

    /// <summary><c>[base]/[type]/_search</c>.</summary>
    Search,

    /// <summary><c>[base]/_search</c>.</summary>
    SystemSearch,

    /// <summary><c>[base]/[compartment]/[id]/[type]</c>.</summary>
    Compartment,

    /// <summary><c>[base]/[compartment]/[id]/[type]/_search</c>.</summary>
    CompartmentSearch,
}

/// <summary>
/// One row of the table that both routes requests and writes the CapabilityStatement: what is not a row here is neither done nor claimed.
/// </summary>
/// <param name="Method">HTTP method; HEAD is answered by GET's row.</param>
/// <param name="Level">Where it applies.</param>
/// <param name="Operation">Operation name with <c>$</c>, or null.</param>
/// <param name="Interaction">Interaction code of the CapabilityStatement (<c>read</c>, <c>search-type</c>, ...); null for an operation.</param>
/// <param name="OnlyType">The one type it exists for, or null.</param>
/// <param name="NeedsActor">False only for what is open to all.</param>
/// <param name="Definition">Canonical of an operation's definition, or null.</param>
/// <param name="Handler">Does it.</param>
internal sealed record FhirRoute(
    string Method,
    FhirLevel Level,
    string? Operation,
    string? Interaction,
    string? OnlyType,
    bool NeedsActor,
    string? Definition,
    Func<FhirExchange, Task> Handler)
{
    /// <summary>True for what is done in well under a millisecond, or bounded like one search: it runs on the thread that read the request.</summary>
    internal bool IsBrief => Operation is null && Level is (FhirLevel.Instance or FhirLevel.Version or FhirLevel.Type);
}

/// <summary>One request on its way through the FHIR door.</summary>
/// <param name="Http">The HTTP exchange.</param>
/// <param name="Address">The parsed address.</param>
/// <param name="ActorOrNull">Who asks; null only where <see cref="FhirRoute.NeedsActor"/> is false.</param>
internal sealed record FhirExchange(HttpContext Http, FhirAddress Address, Actor? ActorOrNull)
{
    /// <summary>Who asks.</summary>
    internal Actor Actor => ActorOrNull ?? throw new InvalidOperationException("This route needs an actor.");

    /// <summary>The type in the address.</summary>
    internal string Type => Address.Type ?? throw new InvalidOperationException("This route has a type.");

    /// <summary>The id in the address.</summary>
    internal string Id => Address.Id ?? throw new InvalidOperationException("This route has an id.");

    /// <summary>Ends when the client goes away.</summary>
    internal CancellationToken Aborted => Http.RequestAborted;
}
