using System.Text;
using System.Text.Json;
using Carewright.Astm.Records;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Hl7v2;
using Carewright.Interfaces.Partners;
using Carewright.Kernel;
using Carewright.Mapping;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Interfaces.Features;

/// <summary><c>POST /interfaces/try</c>: the FHIR that a pasted message becomes, with the origin of each element; under a partner's settings, or settings that are not saved yet. Nothing is kept, nothing of the record is looked at.</summary>
internal sealed class TryDoor(PartnerRegister partners, RecordGateway gateway, TimeProvider clock)
{
    internal void Map(IEndpointRouteBuilder routes) => routes.MapPost("/interfaces/try", (Delegate)TryAsync);

    private async Task<IResult> TryAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InterfacesJson.Default.TryRequest).ConfigureAwait(false);
        if (await gateway.RecordAsync(http.GetActor().Actor!, "interface-try", null, request is null ? 400 : 200, http.RequestAborted, $"partner={Uri.EscapeDataString(request?.Settings?.Id ?? request?.Partner ?? "")}").ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        if (request is null)
            return Problems.Malformed();
        var (partner, issues) = PartnerOf(request);
        if (partner is null)
            return issues.Count > 0 ? Problems.Invalid(issues) : Problems.NotFound();
        if (partner.Settings.Analyser is not null)
            return TryAnalyser(partner, request.Message);
        var (message, fault) = Hl7Message.Read(Encoding.UTF8.GetBytes(request.Message.Trim().ReplaceLineEndings("\r")));
        return message is null ? Problems.Invalid([fault!]) : TypedResults.Json(Of(partner.Map(message, clock.GetUtcNow()), message.Leniencies, partner.Disagreements(message, isBinding: false)), InterfacesJson.Default.TryAnswer);
    }

    /// <summary>What a message became, for people.</summary>
    internal static TryAnswer Of<T>(MappedMessage mapped, IReadOnlyList<T> leniencies, IEnumerable<Issue> disagreements) => new(
        mapped.Type,
        [.. mapped.Resources.Select(ResourceOf)],
        [.. mapped.Links.Select(link => new TriedLink(link.Kind, link.Survivor, link.Gone))],
        [.. mapped.Issues.Concat(disagreements).Select(issue => new TriedIssue(issue.Severity, issue.Code, issue.Message, issue.Location))],
        [.. leniencies.Select(use => use!.ToString()!)]);

    // Without the record, no specimen is known: what is shown has neither orders nor a patient of ours.
    private IResult TryAnalyser(ReadyPartner partner, string text)
    {
        var (message, fault) = partner.ReadAstm((partner.Charset == AstmCharset.Utf8 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(text.Trim().ReplaceLineEndings("\r")));
        return message is null ? Problems.Invalid([fault!]) : TypedResults.Json(Of(partner.Map(message, clock.GetUtcNow(), null), message.Leniencies, []), InterfacesJson.Default.TryAnswer);
    }

    private static TriedResource ResourceOf(MappedResource resource)
    {
        using var json = JsonDocument.Parse(resource.Json);
        return new TriedResource(resource.Key, resource.ResourceType, resource.Intent, resource.Business, resource.Cleared, json.RootElement.Clone(), [.. resource.Origins.Select(origin => new TriedOrigin(origin.Element, origin.Source))]);
    }

    private (ReadyPartner? Partner, IReadOnlyList<Issue> Issues) PartnerOf(TryRequest request)
    {
        if (request.Settings is not { } settings)
            return (request.Partner is null ? new ReadyPartner(new Partner("try", "Try-out")) : partners.Find(request.Partner), []);
        var issues = partners.Check(settings);
        return issues.Count > 0 ? (null, issues) : (new ReadyPartner(settings), []);
    }
}

/// <summary>A message to try.</summary>
/// <param name="Message">It; lines may end as they like.</param>
/// <param name="Partner">Whose settings hold; null: nobody's.</param>
/// <param name="Settings">Settings that are not saved yet, instead.</param>
internal sealed record TryRequest(string Message, string? Partner = null, Partner? Settings = null);

/// <summary>What a message becomes.</summary>
internal sealed record TryAnswer(string Type, IReadOnlyList<TriedResource> Resources, IReadOnlyList<TriedLink> Links, IReadOnlyList<TriedIssue> Issues, IReadOnlyList<string> Leniencies);

/// <summary>A resource, what is to happen to it, and where each element came from.</summary>
internal sealed record TriedResource(string Key, string ResourceType, MappedIntent Intent, IReadOnlyList<string> Business, IReadOnlyList<string> Cleared, JsonElement Json, IReadOnlyList<TriedOrigin> Origins);

/// <summary>Where an element came from.</summary>
internal sealed record TriedOrigin(string Element, string Source);

/// <summary>That two things are one.</summary>
internal sealed record TriedLink(MappedLinkKind Kind, string Survivor, string Gone);

/// <summary>What could not be mapped.</summary>
internal sealed record TriedIssue(IssueSeverity Severity, string Code, string Message, string? Location);
