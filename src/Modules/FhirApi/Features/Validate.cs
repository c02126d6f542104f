using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.FhirApi.Features.Terminology;
using Carewright.FhirApi.Responses;
using Carewright.FhirApi.Routing;
using Carewright.Gateway;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Terminology;

namespace Carewright.FhirApi.Features;

/// <summary>
/// <c>$validate</c> (FHIR R4 resource-operation-validate.html): 200 with an OperationOutcome whatever is found; the resource comes as the body or as Parameters' <c>resource</c>. With <c>mode</c>
/// <c>create</c> or <c>update</c> the outcome says what a write would say; without, everything that the strict validator finds. <c>profile</c> names a profile to conform to.
/// </summary>
internal sealed class Validate(RecordGateway gateway, IContentRules rules, TerminologyService terminology)
{
    // A value set of the record that names others of the record: each round fetches one layer.
    private const int Rounds = 8;

    internal async Task RunAsync(FhirExchange exchange)
    {
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        var query = exchange.Http.Request.Query;
        if (status is 0 or 400)
            (status, issues) = (200, status == 0 ? await CheckAsync(exchange, json, new Asked(exchange.Address.Type, [.. query["profile"].OfType<string>()], query["mode"])).ConfigureAwait(false) : issues);
        var unrecorded = await gateway.RecordAsync(exchange.Actor, "validate", exchange.Address.Type, status, exchange.Aborted).ConfigureAwait(false);
        await (unrecorded is null ? OutcomeResponse.WriteAsync(exchange.Http, status, issues) : OutcomeResponse.WriteAsync(exchange.Http, unrecorded)).ConfigureAwait(false);
    }

    // Codes are asked of what ships, of packages, and of what users wrote into the record as far as the caller may see it.
    private async Task<IReadOnlyList<Issue>> CheckAsync(FhirExchange exchange, ReadOnlyMemory<byte> json, Asked asked)
    {
        var record = new RecordDefinitions(gateway, exchange.Actor);
        var codes = terminology.With(record);
        var issues = Check(json, asked with { Codes = codes });
        for (var round = 0; round < Rounds && await record.FetchAsync(exchange.Aborted).ConfigureAwait(false); round++)
            issues = Check(json, asked with { Codes = codes });
        return issues;
    }

    private IReadOnlyList<Issue> Check(ReadOnlyMemory<byte> json, Asked asked)
    {
        var parsed = ResourceDocument.Parse(json);
        if (parsed.Document is { ResourceType: "Parameters" } parameters && asked.Type != "Parameters" && Wrapped(parameters, asked) is { } within)
            return Check(within.Json, within.Asked);
        if (parsed.Document is not { } document)
            return parsed.Issues;
        if (Options(asked) is not { } options)
            return [Issue.Error(IssueTypes.NotSupported, "REST-VALIDATE-MODE", "The mode is create, update, delete or profile; profile needs a profile.", null, "FHIR R4 resource-operation-validate.html")];
        List<Issue> issues = [.. parsed.Issues, .. ResourceValidator.Validate(document, options)];
        if (asked.Type is { } type && document.ResourceType != type)
            issues.Add(Issue.Error(IssueTypes.Invalid, "REST-VALIDATE-TYPE", $"The resource is a {document.ResourceType}, not a {type}.", document.ResourceType));
        return issues.Count > 0 ? issues : [new Issue(IssueSeverity.Information, IssueTypes.Informational, "REST-VALID", "No fault found.")];
    }

    private static (ReadOnlyMemory<byte> Json, Asked Asked)? Wrapped(ResourceDocument parameters, Asked asked)
    {
        ReadOnlyMemory<byte>? json = null;
        foreach (var parameter in parameters.Root.Children("parameter"))
        {
            if (parameter.Child("name").ValueEquals("resource"u8) && parameter.Child("resource").Exists)
                json = parameter.Child("resource").RawJson.ToArray();
            else if (parameter.Child("name").ValueEquals("profile"u8) && parameter.Child("value").GetString() is { } profile)
                asked = asked with { Profiles = [.. asked.Profiles, profile] };
            else if (parameter.Child("name").ValueEquals("mode"u8))
                asked = asked with { Mode = parameter.Child("value").GetString() };
        }
        return json is { } found ? (found, asked) : null;
    }

    /// <summary>Null for a mode that is not known or lacks its profile.</summary>
    private ValidationOptions? Options(Asked asked) => asked.Mode switch
    {
        "create" or "update" => rules.OnWrite with { Profiles = asked.Profiles },
        // What a delete would meet is no matter of content.
        "delete" => ValidationOptions.Default with { Definitions = null },
        null or "" => rules.OnAsked with { Profiles = asked.Profiles, Codes = asked.Codes },
        "profile" when asked.Profiles.Count > 0 => rules.OnAsked with { Profiles = asked.Profiles, Codes = asked.Codes },
        _ => null,
    };

    /// <summary>What is asked about a resource.</summary>
    private sealed record Asked(string? Type, IReadOnlyList<string> Profiles, string? Mode)
    {
        /// <summary>Answers about codes.</summary>
        internal ICodeValidation? Codes { get; init; }
    }
}
