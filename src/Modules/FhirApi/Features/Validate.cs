using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
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
/// <c>create</c> or <c>update</c> the outcome says what a write would say; without, everything that the strict validator finds. <c>profile</c> names a profile to conform to. Of a resource by its id, what is stored is judged
/// where nothing is sent along.
/// </summary>
internal sealed class Validate(RecordGateway gateway, IContentRules rules, TerminologyService terminology)
{
    // A value set of the record that names others of the record: each round fetches one layer.
    private const int Rounds = 8;

    internal async Task RunAsync(FhirExchange exchange)
    {
        var query = exchange.Http.Request.Query;
        var asked = new Asked(exchange.Address.Type, [.. query["profile"].OfType<string>()], query["mode"]) { Id = exchange.Address.Id };
        var (json, status, issues) = await ReadAsync(exchange).ConfigureAwait(false);
        if (status == 0 && asked.Id is { } id && Stored(ref asked, json))
        {
            var read = await gateway.ReadAsync(exchange.Actor, exchange.Type, id, exchange.Aborted).ConfigureAwait(false);
            if (read.IsRefused)
            {
                await OutcomeResponse.WriteAsync(exchange.Http, read.Refusal).ConfigureAwait(false);
                return;
            }
            json = read.Value.Json;
        }
        if (status is 0 or 400)
            (status, issues) = (200, status == 0 ? await CheckAsync(exchange, json, asked).ConfigureAwait(false) : issues);
        var unrecorded = await gateway.RecordAsync(exchange.Actor, "validate", exchange.Address.Type, status, exchange.Aborted).ConfigureAwait(false);
        await (unrecorded is null ? OutcomeResponse.WriteAsync(exchange.Http, status, issues) : OutcomeResponse.WriteAsync(exchange.Http, unrecorded)).ConfigureAwait(false);
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Json, int Status, IReadOnlyList<Issue> Issues)> ReadAsync(FhirExchange exchange)
    {
        if (exchange.Http.Request.Method == "GET")
            return (default, 0, []);
        var (json, status, issues) = await RequestBody.ReadAsync(exchange.Http, exchange.Aborted).ConfigureAwait(false);
        return exchange.Address.Id is not null && status == 400 && issues is [{ Code: RequestBody.NoBody }] ? (default, 0, []) : (json, status, issues);
    }

    /// <summary>Whether what is stored is meant: nothing is sent along, or Parameters without a resource, whose profile and mode hold.</summary>
    private static bool Stored(ref Asked asked, ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
            return true;
        if (ResourceDocument.Parse(json).Document is not { ResourceType: "Parameters" } parameters || asked.Type == "Parameters")
            return false;
        (var sent, asked) = Wrapped(parameters, asked);
        return sent is null;
    }

    // Codes are asked of what ships, of packages, and of what users wrote into the record as far as the caller may see it.
    private async Task<IReadOnlyList<Issue>> CheckAsync(FhirExchange exchange, ReadOnlyMemory<byte> json, Asked asked)
    {
        var record = new RecordDefinitions(gateway, exchange.Actor);
        var codes = terminology.With(record);
        var issues = Check(json, asked with { Codes = codes, Record = record });
        for (var round = 0; round < Rounds && await record.FetchAsync(exchange.Aborted).ConfigureAwait(false); round++)
            issues = Check(json, asked with { Codes = codes, Record = record });
        return issues;
    }

    private IReadOnlyList<Issue> Check(ReadOnlyMemory<byte> json, Asked asked)
    {
        var parsed = ResourceDocument.Parse(json);
        if (parsed.Document is { ResourceType: "Parameters" } parameters && asked.Type != "Parameters" && Wrapped(parameters, asked) is ({ } within, var more))
            return Check(within, more);
        if (parsed.Document is not { } document)
            return parsed.Issues;
        if (Options(asked) is not { } options)
            return [Issue.Error(IssueTypes.NotSupported, "REST-VALIDATE-MODE", "The mode is create, update, delete or profile; profile needs a profile.", null, "FHIR R4 resource-operation-validate.html")];
        List<Issue> issues = [.. parsed.Issues, .. ResourceValidator.Validate(document, options)];
        if (asked.Type is { } type && document.ResourceType != type)
            issues.Add(Issue.Error(IssueTypes.Invalid, "REST-VALIDATE-TYPE", $"The resource is a {document.ResourceType}, not a {type}.", document.ResourceType));
        if (asked.Id is not null && document.Id != asked.Id)
            issues.Add(Issue.Error(IssueTypes.Invalid, "REST-VALIDATE-ID", $"The resource's id is not {asked.Id}, as in the address.", $"{document.ResourceType}.id"));
        return issues.Count > 0 ? issues : [new Issue(IssueSeverity.Information, IssueTypes.Informational, "REST-VALID", "No fault found.")];
    }

    private static (ReadOnlyMemory<byte>? Json, Asked Asked) Wrapped(ResourceDocument parameters, Asked asked)
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
        return (json, asked);
    }

    /// <summary>Null for a mode that is not known or lacks its profile.</summary>
    private ValidationOptions? Options(Asked asked) => asked.Mode switch
    {
        "create" or "update" => rules.OnWrite with { Profiles = asked.Profiles, Questionnaires = asked.Record },
        // What a delete would meet is no matter of content.
        "delete" => ValidationOptions.Default with { Definitions = null },
        null or "" => rules.OnAsked with { Profiles = asked.Profiles, Codes = asked.Codes, Questionnaires = asked.Record },
        "profile" when asked.Profiles.Count > 0 => rules.OnAsked with { Profiles = asked.Profiles, Codes = asked.Codes, Questionnaires = asked.Record },
        _ => null,
    };

    /// <summary>What is asked about a resource.</summary>
    private sealed record Asked(string? Type, IReadOnlyList<string> Profiles, string? Mode)
    {
        /// <summary>Definitions of the record, as the caller may see them.</summary>
        internal IDefinitionSource? Record { get; init; }

        /// <summary>The id in the address, or null.</summary>
        internal string? Id { get; init; }

        /// <summary>Answers about codes.</summary>
        internal ICodeValidation? Codes { get; init; }
    }
}
