using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.InHouse.Bench;
using Carewright.InHouse.Catalogue;
using Carewright.Kernel;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.InHouse.Features;

/// <summary><c>PUT /in-house/certificates/{organization}</c>: the certificate under which tests are done. <c>PUT /in-house/competencies</c>: who was found able to perform a test, and until when.</summary>
internal sealed class QualificationDoor(RecordGateway gateway, BenchReader reader, BenchWriter writer)
{
    internal const string Interaction = "in-house-setup";
    private const int NumberLength = 10;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/in-house/certificates/{organization}", (Delegate)CertifyAsync);
        routes.MapPut("/in-house/competencies", (Delegate)AssessAsync);
    }

    private async Task<IResult> CertifyAsync(string organization, HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.CertificateRequest).ConfigureAwait(false);
        if (request is null)
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        if (request.Number.Length != NumberLength || request.Number[2] != 'D' || !request.Number.Where((_, at) => at != 2).All(char.IsAsciiDigit))
            return await Outcomes.InvalidAsync(gateway, http, Interaction, [Issue.Error(IssueTypes.Value, "INHOUSE-CLIA", "A CLIA number is two digits, the letter D and seven digits.", "number")]).ConfigureAwait(false);
        if (!Certificate.Kinds.Contains(request.Kind))
            return await Outcomes.InvalidAsync(gateway, http, Interaction, [Issue.Error(IssueTypes.Value, "INHOUSE-KIND", "There is no such kind of certificate.", "kind")]).ConfigureAwait(false);
        var row = await reader.OneAsync(http.GetActor().Actor!, $"Organization/{organization}", "Organization", http.RequestAborted).ConfigureAwait(false);
        if (row is not null)
            new Certificate(request.Number, request.Kind, request.Expires).Put(row.Json);
        return await PutAsync(http, row).ConfigureAwait(false);
    }

    private async Task<IResult> AssessAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, InHouseJson.Default.CompetencyRequest).ConfigureAwait(false);
        if (request is null)
            return await Outcomes.MalformedAsync(gateway, http, Interaction).ConfigureAwait(false);
        if (request.Expires < request.Since)
            return await Outcomes.InvalidAsync(gateway, http, Interaction, [Issue.Error(IssueTypes.Value, "INHOUSE-PERIOD", "It ends after it begins.", "expires")]).ConfigureAwait(false);
        var (actor, stop) = (http.GetActor().Actor!, http.RequestAborted);
        var test = await reader.OneAsync(actor, $"ActivityDefinition/{InHouseNames.TestId(request.Test)}", "ActivityDefinition", stop).ConfigureAwait(false);
        var row = test is null || TestDefinition.Read(test.Json) is null ? null : await reader.OneAsync(actor, request.Practitioner, "Practitioner", stop).ConfigureAwait(false);
        if (row is not null)
            new Competency(request.Test, request.Since, request.Expires).Put(row.Json);
        return await PutAsync(http, row).ConfigureAwait(false);
    }

    private async Task<IResult> PutAsync(HttpContext http, SeenRow? row)
    {
        if (row is null)
            return await Outcomes.NotFoundAsync(gateway, http, Interaction).ConfigureAwait(false);
        var written = await writer.WriteAsync(http.GetActor().Actor!, [BenchWriter.Put(row)]).ConfigureAwait(false);
        return written.IsRefused ? Outcomes.Of(written.Refusal) : TypedResults.NoContent();
    }
}

/// <summary>A certificate.</summary>
/// <param name="Number">CLIA number, <c>99D9999999</c>.</param>
/// <param name="Kind">One of <see cref="Certificate.Kinds"/>.</param>
/// <param name="Expires">Its last day.</param>
internal sealed record CertificateRequest(string Number, string Kind, DateOnly Expires);

/// <summary>That somebody was found able to perform a test.</summary>
/// <param name="Practitioner"><c>Practitioner/id</c>.</param>
/// <param name="Test">Code of the test.</param>
/// <param name="Since">When it was assessed.</param>
/// <param name="Expires">The last day it holds.</param>
internal sealed record CompetencyRequest(string Practitioner, string Test, DateOnly Since, DateOnly Expires);
