using System.Text;
using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Gateway.Sending;
using Carewright.Hl7v2;
using Carewright.Interfaces.Partners;
using Carewright.Interfaces.Registries;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Interfaces.Features;

/// <summary>
/// Immunization registries. <c>GET /interfaces/registries</c>: which there are. <c>POST /interfaces/registries/{id}/query</c>: what one has of a patient, beside what the chart has; for who may search immunizations.
/// <c>POST /interfaces/registries/{id}/take</c>: doses of an answer into the record, written as the person.
/// </summary>
internal sealed class RegistryDoor(PartnerRegister partners, Inquiry inquiry, RecordGateway gateway)
{
    internal const string Interaction = "registry-query";
    private const int MostTaken = 500;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/interfaces/registries", (Delegate)ShowAll);
        routes.MapPost("/interfaces/registries/{id}/query", (Delegate)QueryAsync);
        routes.MapPost("/interfaces/registries/{id}/take", (Delegate)TakeAsync);
    }

    private IResult ShowAll() => TypedResults.Json(
        new RegistriesAnswer([.. partners.All.Where(IsRegistry).Select(partner => new RegistryLine(partner.Settings.Id, partner.Settings.Name))]), InterfacesJson.Default.RegistriesAnswer);

    private async Task<IResult> QueryAsync(string id, HttpContext http)
    {
        var (request, stop) = (await JsonBody.ReadAsync(http, InterfacesJson.Default.RegistryQuery).ConfigureAwait(false), http.RequestAborted);
        if (Find(id, http) is not var (partner, asking))
            return await FailAsync(http, 404, Problems.NotFound()).ConfigureAwait(false);
        if (request is null || !IsId(request.Patient))
            return await FailAsync(http, 400, Problems.Malformed()).ConfigureAwait(false);
        if (!TryCandidate(partner, request, out var candidate))
            return await FailAsync(http, 404, Problems.NotFound()).ConfigureAwait(false);
        var asked = await inquiry.AskAsync(asking, partner, new Question(request.Patient, request.HasForecast, candidate), stop).ConfigureAwait(false);
        if (asked.IsRefused)
            return Problems.Of(asked.Refusal.Status, asked.Refusal.Issues);
        var end = asked.Value;
        if (await gateway.Asking.ShowAsync(asking, request.Patient, $"message={end.Message}", end.Status, CancellationToken.None).ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        if (end.Answer is not { } answer)
            return Problems.Of(end.Status, end.Code, end.Title);
        var chart = await ChartDoses.ReadAsync(gateway, asking.Person, request.Patient, stop).ConfigureAwait(false);
        return chart.IsRefused ? Problems.Of(chart.Refusal.Status, chart.Refusal.Issues) : TypedResults.Json(RegistryWriter.Write(end.Message, answer, chart.Value), InterfacesJson.Default.RegistryResult);
    }

    // Who takes has asked, or could have: the answer is read again from the log, so that nobody writes what no registry has said.
    private async Task<IResult> TakeAsync(string id, HttpContext http)
    {
        var (request, stop) = (await JsonBody.ReadAsync(http, InterfacesJson.Default.RegistryTake).ConfigureAwait(false), http.RequestAborted);
        if (Find(id, http) is not var (partner, asking))
            return await FailAsync(http, 404, Problems.NotFound()).ConfigureAwait(false);
        if (request is null || !IsId(request.Patient) || request.Doses.Count is 0 or > MostTaken)
            return await FailAsync(http, 400, Problems.Malformed()).ConfigureAwait(false);
        var seen = await gateway.ReadAsync(asking.Person, "Patient", request.Patient, stop).ConfigureAwait(false);
        if (seen.IsRefused)
            return Problems.Of(seen.Refusal.Status, seen.Refusal.Issues);
        var chart = await ChartDoses.ReadAsync(gateway, asking.Person, request.Patient, stop).ConfigureAwait(false);
        if (chart.IsRefused)
            return Problems.Of(chart.Refusal.Status, chart.Refusal.Issues);
        var wanted = request.Doses.ToHashSet(StringComparer.Ordinal);
        var chosen = inquiry.Recall(partner, request.Message, request.Patient)?.Answer.Doses.Where(dose => dose.Numbers.Count > 0 && wanted.Contains(dose.Numbers[0])).ToList();
        if (chosen?.Count != wanted.Count)
            return await FailAsync(http, 404, Problems.NotFound()).ConfigureAwait(false);
        return await WriteAsync(asking.Person, request, [.. chosen.Where(dose => chart.Value.Find(dose)?.IsSame != true)], stop).ConfigureAwait(false);
    }

    private async Task<IResult> WriteAsync(Actor person, RegistryTake request, IReadOnlyList<RegistryDose> missing, CancellationToken stop)
    {
        var taken = new List<string>();
        if (missing.Count > 0)
        {
            var bundle = ResourceDocument.Parse(Encoding.UTF8.GetBytes(TakenDoses.Transaction(missing, request.Patient, request.Message).ToJsonString())).Document!;
            var written = await gateway.TransactionAsync(person, bundle, stop).ConfigureAwait(false);
            if (written.IsRefused)
                return Problems.Of(written.Refusal.Status, written.Refusal.Issues);
            taken.AddRange(written.Value.Entries.Where(entry => entry.Written?.Effect == WriteEffect.Created).Select(entry => entry.Written!.Resource.Reference));
        }
        return TypedResults.Json(new RegistryTaken(taken, request.Doses.Distinct(StringComparer.Ordinal).Count() - taken.Count), InterfacesJson.Default.RegistryTaken);
    }

    private (ReadyPartner Partner, Asking Asking)? Find(string id, HttpContext http) =>
        partners.Find(id) is { } partner && IsRegistry(partner) && partners.ActorOf(partner.Settings, partner.Target!.Settings.Purpose) is { } actor ? (partner, new Asking(http.GetActor().Actor!, actor)) : null;

    private bool TryCandidate(ReadyPartner partner, RegistryQuery request, out Hl7Segment? candidate)
    {
        candidate = request.Candidate is { } meant && inquiry.Recall(partner, meant.Message, request.Patient) is var (message, answer) && answer.Outcome == RegistryOutcome.Several ? message.Find("PID", meant.Place) : null;
        return request.Candidate is null || candidate is not null;
    }

    private static bool IsRegistry(ReadyPartner partner) => partner is { Settings.IsEnabled: true, Target.Settings.IsRegistry: true };

    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.');

    private async Task<IResult> FailAsync(HttpContext http, int status, IResult answer) =>
        await gateway.RecordAsync(http.GetActor().Actor!, Interaction, null, status, CancellationToken.None).ConfigureAwait(false) is null ? answer : Problems.Busy(http);
}

/// <summary>Registries that may be asked.</summary>
internal sealed record RegistriesAnswer(IReadOnlyList<RegistryLine> Registries);

/// <summary>One of them.</summary>
internal sealed record RegistryLine(string Id, string Name);

/// <summary>What to ask.</summary>
/// <param name="Patient">Logical id of the patient.</param>
/// <param name="HasForecast">Whether the registry is to say what comes next.</param>
/// <param name="Candidate">Who is meant, of those whom it named in an answer before.</param>
internal sealed record RegistryQuery(string Patient, bool HasForecast = true, NamedCandidate? Candidate = null);

/// <summary>Somebody whom a registry has named.</summary>
/// <param name="Message">The answer.</param>
/// <param name="Place">Which of those in it, from 1.</param>
internal sealed record NamedCandidate(string Message, int Place);

/// <summary>What to take.</summary>
/// <param name="Patient">Logical id of the patient.</param>
/// <param name="Message">The answer that it is taken out of.</param>
/// <param name="Doses">Keys of its doses.</param>
internal sealed record RegistryTake(string Patient, string Message, IReadOnlyList<string> Doses);

/// <summary>What was taken.</summary>
/// <param name="Taken">The new resources, <c>Immunization/id</c>.</param>
/// <param name="Known">How many were there already.</param>
internal sealed record RegistryTaken(IReadOnlyList<string> Taken, int Known);
