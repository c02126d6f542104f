using Carewright.Fhir.Definitions;
using Carewright.FhirApi.Features;
using Carewright.FhirApi.Responses;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.FhirApi.Routing;

/// <summary>Finds the row of the route table for a request, and answers what no row serves. Who the caller is comes first: an unknown one learns nothing about addresses.</summary>
internal sealed class FhirRouter(IReadOnlyList<FhirRoute> routes, ServedTypes served, DoorRefusals refusals)
{
    /// <summary>The table.</summary>
    internal IReadOnlyList<FhirRoute> Routes { get; } = [.. routes.OrderBy(route => route.OnlyType is null)];

    /// <summary>Handles one request below the base.</summary>
    internal Task HandleAsync(HttpContext http, PathString path)
    {
        var isAddress = FhirAddress.TryParse(path.Value, out var address);
        List<string>? otherMethods = null;
        var route = isAddress ? Find(http.Request.Method, address, out otherMethods) : null;
        var actor = http.Features.Get<IActorFeature>()?.Actor;
        var attempt = new Attempt(route?.Interaction ?? route?.Operation?[1..] ?? "request", address.Type);
        var isAcceptable = ContentNegotiation.TryChoose(http, out var unacceptable);
        if (!isAcceptable && route is not null && BinaryContent.IsAskedFor(http.Request, address))
        {
            http.Items[BinaryContent.Mark] = true;
            isAcceptable = true;
        }
        if (actor is null && route is not { NeedsActor: false })
            return refusals.RefuseUnknownAsync(http, attempt);
        if (!isAcceptable)
            return RefuseAsync(http, actor, attempt, unacceptable);
        if (route is null)
            return RefuseAsync(http, actor, attempt, otherMethods is not null ? NotAllowed(http, otherMethods) : NoSuchAddress(path));
        if (Fault(route, address) is { } fault)
            return RefuseAsync(http, actor, attempt, fault);
        var exchange = new FhirExchange(http, address, actor);
        return route.IsBrief ? route.Handler(exchange) : HandleLongAsync(route, exchange);
    }

    // On the thread that reads the connection nobody would notice that the client has gone away.
    private static async Task HandleLongAsync(FhirRoute route, FhirExchange exchange)
    {
        await Task.Yield();
        await route.Handler(exchange).ConfigureAwait(false);
    }

    // What is open to all is not audited, and so is its refusal.
    private Task RefuseAsync(HttpContext http, Actor? actor, Attempt attempt, (int Status, Issue Issue) fault) =>
        actor is null ? OutcomeResponse.WriteAsync(http, fault) : refusals.RefuseAsync(http, actor, attempt, fault.Status, fault.Issue);

    private static (int Status, Issue Issue)? Fault(FhirRoute route, FhirAddress address)
    {
        if (route.OnlyType is null && address.Type is { } type && FhirModel.R4.FindType(type) is not { Kind: TypeKind.Resource, IsAbstract: false })
            return (404, UnknownType(type));
        if (address.Member is { } member and not FhirAddress.EveryType && FhirModel.R4.FindType(member) is not { Kind: TypeKind.Resource, IsAbstract: false })
            return (404, UnknownType(member));
        if (address.Id is not null && !FhirId.IsValid(address.Id))
            return (400, Issue.Error(IssueTypes.Value, "REST-ID", "An id has 1 to 64 letters, digits, '-' or '.'.", spec: "FHIR R4 datatypes.html#id"));
        return null;
    }

    internal static Issue UnknownType(string type) =>
        Issue.Error(IssueTypes.NotSupported, "REST-UNKNOWN-TYPE", $"'{type}' is not a resource type of FHIR R4.", spec: "FHIR R4 http.html#general");

    // "metadata" stands where a type would, so a row for one name is asked before the rows for all types.
    private FhirRoute? Find(string method, FhirAddress address, out List<string>? otherMethods)
    {
        otherMethods = null;
        var level = LevelOf(address);
        var isServed = address.Type is { } type && served.Find(type) is not null;
        foreach (var route in Routes)
        {
            if (route.Level != level || route.Operation != address.Operation || (route.OnlyType is not null && route.OnlyType != address.Type))
                continue;
            // What another part serves has that part's rows and no others.
            if (isServed && route is { OnlyType: null, Operation: null })
                continue;
            if (route.Method == method || (route.Method == "GET" && HttpMethods.IsHead(method)))
                return route;
            (otherMethods ??= []).Add(route.Method);
        }
        return null;
    }

    private static FhirLevel LevelOf(FhirAddress address) => address switch
    {
        { Member: not null, IsSearch: true } => FhirLevel.CompartmentSearch,
        { Member: not null } => FhirLevel.Compartment,
        { IsSearch: true, Type: null } => FhirLevel.SystemSearch,
        { IsSearch: true } => FhirLevel.Search,
        { VersionId: not null } => FhirLevel.Version,
        { IsHistory: true, Id: not null } => FhirLevel.History,
        { IsHistory: true, Type: not null } => FhirLevel.TypeHistory,
        { IsHistory: true } => FhirLevel.SystemHistory,
        { Id: not null } => FhirLevel.Instance,
        { Type: not null } => FhirLevel.Type,
        _ => FhirLevel.System,
    };

    private static (int Status, Issue Issue) NoSuchAddress(PathString path) =>
        (404, Issue.Error(IssueTypes.NotSupported, "REST-ADDRESS", $"There is nothing at '{path}'.", spec: "FHIR R4 http.html#summary"));

    private static (int Status, Issue Issue) NotAllowed(HttpContext http, List<string> methods)
    {
        http.Response.Headers.Allow = string.Join(", ", methods.Distinct());
        return (405, Issue.Error(IssueTypes.NotSupported, "REST-METHOD", $"{http.Request.Method} is not offered here; {string.Join(", ", methods.Distinct())} is.", spec: "FHIR R4 http.html#summary"));
    }
}
