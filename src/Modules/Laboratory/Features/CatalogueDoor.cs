using System.Text.Json;
using Carewright.Gateway;
using Carewright.Gateway.Doors;
using Carewright.Laboratory.Catalogue;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Laboratory.Features;

/// <summary>
/// <c>PUT /laboratory/catalogues/{organizationId}</c>: loads a laboratory's catalogue. <c>GET /laboratory/catalogue?lab&amp;q&amp;count</c>: what can be ordered, for whoever may order.
/// </summary>
internal sealed class CatalogueDoor(RecordGateway gateway, CatalogueLoader loader, CatalogueShelf shelf)
{
    internal const string LoadInteraction = "catalogue-load";
    internal const string SearchInteraction = "catalogue-search";
    private const long MostBytes = 2 * 1024 * 1024;
    private const int MostFound = 200;

    internal void MapLoad(IEndpointRouteBuilder routes) => routes.MapPut("/laboratory/catalogues/{organizationId}", (Delegate)LoadAsync);

    internal void MapSearch(IEndpointRouteBuilder routes) => routes.MapGet("/laboratory/catalogue", (Delegate)SearchAsync);

    private async Task<IResult> LoadAsync(string organizationId, HttpContext http)
    {
        // A catalogue is longer than a form.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        var files = await JsonBody.ReadAsync(http, LabJson.Default.CatalogueFiles).ConfigureAwait(false);
        var actor = http.GetActor().Actor!;
        if (await gateway.RecordAsync(actor, LoadInteraction, null, files is null ? 400 : 200, CancellationToken.None, $"Organization/{Uri.EscapeDataString(organizationId)}").ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        if (files is null)
            return Problems.Malformed();
        var answer = await loader.LoadAsync(actor, organizationId, files.Tests, files.Questions, http.RequestAborted).ConfigureAwait(false);
        if (!answer.IsRefused)
            return TypedResults.Json(answer.Value, LabJson.Default.CatalogueLoad);
        return answer.Refusal.Status == StatusCodes.Status422UnprocessableEntity ? Problems.Invalid(answer.Refusal.Issues) : Problems.Of(answer.Refusal.Status, answer.Refusal.Issues);
    }

    private async Task<IResult> SearchAsync(HttpContext http, string? lab, string? q, int count = 30)
    {
        var actor = http.GetActor().Actor!;
        if (!gateway.MaySome(actor, AccessInteraction.Create, "ServiceRequest") || !gateway.MaySome(actor, AccessInteraction.Search, "ActivityDefinition"))
            return await Refused.ForbiddenAsync(http, SearchInteraction, actor, "may not order").ConfigureAwait(false);
        // Not put on record: it is said what laboratories offer, and nothing of a patient.
        var offered = shelf.Offered;
        var laboratories = offered.GroupBy(one => one.Known.Laboratory, StringComparer.Ordinal).Where(group => group.Key is not null).Select(group => new LaboratoryAnswer(group.Key!, group.Count())).OrderBy(one => one.Id, StringComparer.Ordinal);
        var names = offered.Where(one => one.Known.Url is not null).DistinctBy(one => one.Known.Url).ToDictionary(one => one.Known.Url!, one => one.Known.Test.Name, StringComparer.Ordinal);
        var found = shelf.Find(lab, q ?? "", Math.Clamp(count, 1, MostFound));
        return TypedResults.Json(new CatalogueAnswer([.. laboratories], [.. found.Select(one => TestAnswer.Of(one.Known, names))]), LabJson.Default.CatalogueAnswer);
    }
}

/// <summary>The two files of a catalogue.</summary>
/// <param name="Tests">Text of the CSV file of tests.</param>
/// <param name="Questions">Text of the CSV file of questions, or null.</param>
internal sealed record CatalogueFiles(string Tests, string? Questions = null);

/// <summary>What can be ordered.</summary>
/// <param name="Laboratories">Every laboratory that has a catalogue.</param>
/// <param name="Tests">What was found, best first.</param>
internal sealed record CatalogueAnswer(IReadOnlyList<LaboratoryAnswer> Laboratories, IReadOnlyList<TestAnswer> Tests);

/// <summary>A laboratory.</summary>
/// <param name="Id">Logical id of its Organization.</param>
/// <param name="Tests">How many tests it offers.</param>
internal sealed record LaboratoryAnswer(string Id, int Tests);

/// <summary>A test or panel that can be ordered.</summary>
internal sealed record TestAnswer(
    string Id, string? Laboratory, string? Url, string Code, string Name, string? Loinc, string? Section, string? SpecimenType, string? Container, string? Volume, string? Preparation,
    IReadOnlyList<string> Members, string? Questionnaire, IReadOnlyList<LabQuestion> Questions, JsonElement Concept)
{
    internal static TestAnswer Of(KnownTest known, Dictionary<string, string> names)
    {
        var (test, lab) = (known.Test, new LabNames(known.Laboratory ?? ""));
        return new(
            known.Id, known.Laboratory, known.Url, test.Code, test.Name, test.Loinc, test.Section, test.SpecimenType, test.Container, test.Volume, test.Preparation,
            [.. test.Members.Select(member => names.GetValueOrDefault(lab.TestUrl(member), member))], known.QuestionnaireUrl, test.Questions, known.Code);
    }
}
