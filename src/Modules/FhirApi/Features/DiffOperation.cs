using System.Globalization;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Kernel;

namespace Carewright.FhirApi.Features;

/// <summary>
/// <c>$diff</c>: the difference of two versions of a resource (<c>fromVersion</c>, <c>toVersion</c>), or of two resources of one type (<c>from</c>, <c>to</c>), as a FHIRPath Patch. Both are
/// read as the actor may see them, and both reads are on record.
/// </summary>
internal sealed class DiffOperation(RecordGateway gateway, DoorRefusals refusals)
{
    internal async Task OfVersionsAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        var (from, to) = (Number(input.First("fromVersion")), Number(input.First("toVersion")));
        var fault = input.Status != 0 ? input.Issues[0] : input.Unknown("$diff", "fromVersion", "toVersion", "includeMeta") ?? (from < 0 || to < 0 ? NoVersion() : null);
        if (fault is not null)
        {
            await refusals.RefuseAsync(exchange, "diff", input.Status == 0 ? 400 : input.Status, fault).ConfigureAwait(false);
            return;
        }
        var later = await ReadAsync(exchange, exchange.Type, exchange.Id, to).ConfigureAwait(false);
        var earlier = later.IsRefused ? later : await ReadAsync(exchange, exchange.Type, exchange.Id, from ?? Math.Max(1, later.Value.VersionId - 1)).ConfigureAwait(false);
        await SendAsync(exchange, earlier, later, input).ConfigureAwait(false);
    }

    internal async Task OfResourcesAsync(FhirExchange exchange)
    {
        var input = await OperationInput.ReadAsync(exchange).ConfigureAwait(false);
        var baseUrl = BaseUrl.Of(exchange.Http.Request);
        var (from, to) = (Address(input.First("from"), baseUrl), Address(input.First("to"), baseUrl));
        var fault = input.Status != 0 ? input.Issues[0] : input.Unknown("$diff", "from", "to", "includeMeta") ?? (from is null || to is null || from.Value.Type != to.Value.Type ? NoPair() : null);
        if (fault is not null)
        {
            await refusals.RefuseAsync(exchange, "diff", input.Status == 0 ? 400 : input.Status, fault).ConfigureAwait(false);
            return;
        }
        var left = await ReadAsync(exchange, from!.Value.Type!, from.Value.Id!, Number(from.Value.VersionId)).ConfigureAwait(false);
        var right = left.IsRefused ? left : await ReadAsync(exchange, to!.Value.Type!, to.Value.Id!, Number(to.Value.VersionId)).ConfigureAwait(false);
        await SendAsync(exchange, left, right, input).ConfigureAwait(false);
    }

    private ValueTask<Answer<ReleasedResource>> ReadAsync(FhirExchange exchange, string type, string id, long? version) => version is { } number
        ? gateway.ReadVersionAsync(exchange.Actor, type, id, number, exchange.Aborted)
        : gateway.ReadAsync(exchange.Actor, type, id, exchange.Aborted);

    private static Task SendAsync(FhirExchange exchange, Answer<ReleasedResource> from, Answer<ReleasedResource> to, OperationInput input)
    {
        if ((from.Refusal ?? to.Refusal) is { } refusal)
            return OutcomeResponse.WriteAsync(exchange.Http, refusal);
        return BodyResponse.WriteAsync(exchange.Http, 200, ResourceDiff.Between(Parse(from.Value!), Parse(to.Value!), input.First("includeMeta") == "true"));
    }

    private static ResourceDocument Parse(ReleasedResource resource) =>
        ResourceDocument.Parse(resource.Json).Document ?? throw new InvalidOperationException("A released resource does not parse.");

    private static FhirAddress? Address(string? text, string baseUrl)
    {
        var path = text?.StartsWith(baseUrl + "/", StringComparison.Ordinal) == true ? text[(baseUrl.Length + 1)..] : text;
        return path is not null && FhirAddress.TryParse(path, out var address) && address is { Type: { } type, Id: { } id, Operation: null } && FhirId.IsValid(id)
            && FhirModel.R4.FindType(type) is { Kind: TypeKind.Resource, IsAbstract: false } && Number(address.VersionId) is not < 0 ? address : null;
    }

    private static long? Number(string? text) => text is null ? null : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static Issue NoVersion() => Issue.Error(IssueTypes.Value, "REST-DIFF-VERSION", "Versions are numbered 1, 2, 3, ….", "fromVersion");

    private static Issue NoPair() => Issue.Error(IssueTypes.Required, "REST-DIFF-PAIR", "from and to name two resources of one type, as [type]/[id] or [type]/[id]/_history/[vid].", "from");
}
