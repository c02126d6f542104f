using System.Text.Json.Nodes;
using Carewright.InBasket.Reports;
using Carewright.InBasket.Reviewing;

namespace Carewright.InBasket.Features;

/// <summary>Writes reviews as the in-basket answers them.</summary>
internal static class RowWriter
{
    /// <summary>For a list: values that are not normal.</summary>
    internal static BasketRow Line(SeenReview review) => Row(review, value => value.Rating != "normal", new Dictionary<string, JsonObject>());

    /// <summary>For one review: all values, what was told before, the order and the files.</summary>
    internal static BasketRow Whole(SeenReview review, IReadOnlyDictionary<string, JsonObject> was)
    {
        var row = Row(review, _ => true, was);
        return row with { Report = row.Report with { Order = OrderOf(review), Files = [.. review.State.Report.Many("presentedForm").Select(file => new BasketFile(file.Text("title"), file.Text("contentType"), file.Text("data"), file.Text("url")))] } };
    }

    private static BasketRow Row(SeenReview review, Func<BasketValue, bool> wanted, IReadOnlyDictionary<string, JsonObject> was)
    {
        var (task, state) = (review.Task, review.State);
        var earlier = review.Task.References(ReviewCodes.Previous).Select(review.Earlier.GetValueOrDefault).OfType<JsonObject>().ToList();
        var told = state.Results.Select(result => result.Json).ToList();
        return new BasketRow(
            task.Id, task.Json.Text("status")!, task.Input(ReviewCodes.Rating).Select(input => input.Text("valueCode")).FirstOrDefault() ?? "unrated",
            task.Input(ReviewCodes.Corrected).Any(), task.Input(ReviewCodes.Withdrawn).Any(), task.References(ReviewCodes.Replaces).FirstOrDefault(),
            ReportState.Moment(task.Json.Text("authoredOn")), task.Due, task.Step, Named(review, task.Owner), task.Json.Many("performerType").SelectMany(role => role.Codings()).Select(coding => coding.Code).FirstOrDefault(),
            PatientOf(review), ReportOf(state), [.. told.Select(result => ValueOf(result, earlier, was)).Where(wanted)], told.Count, state.Seen(),
            Named(review, Output(task, ReviewCodes.SignedBy).Reference("valueReference")), ReportState.Moment(Output(task, ReviewCodes.SignedAt).Text("valueDateTime")),
            [.. task.Json.Many("note").Select(note => new BasketNote(note.Text("time"), note.Text("authorString") ?? Named(review, note.Reference("authorReference"))?.Name, note.Text("text") ?? ""))]);
    }

    private static JsonObject? Output(ReviewTask task, string code) => task.Json.Many("output").LastOrDefault(output => output.One("type").Codings().Contains((ReviewCodes.ReviewSystem, code)));

    private static BasketName? Named(SeenReview review, string? reference) =>
        reference is null ? null : new BasketName(reference, review.All.GetValueOrDefault(ResourceNodes.Unversioned(reference))?.Open() is { } person ? NameOf(person) : null);

    private static BasketPatient? PatientOf(SeenReview review) =>
        review.Task.Json.Reference("for") is { } reference && review.All.GetValueOrDefault(reference)?.Open() is { } patient
            ? new BasketPatient(reference, NameOf(patient), patient.Text("birthDate"), patient.Text("gender")) : null;

    private static string? NameOf(JsonObject person)
    {
        var name = person.Many("name").OrderByDescending(one => one.Text("use") is "official" or null).FirstOrDefault();
        return name.Text("text") ?? (name is null ? null : string.Join(' ', [.. ((name["given"] as JsonArray) ?? []).Select(part => (string?)part), name.Text("family")]).Trim());
    }

    private static BasketReport ReportOf(ReportState state) => new(
        state.Reference, state.Report.One("code").Shown(), state.Report.Text("status"), state.At, state.Report.Text("conclusion"), state.Report.Many("performer").Select(one => one.Text("display")).FirstOrDefault());

    private static BasketOrder? OrderOf(SeenReview review)
    {
        var reference = review.State.Report.Many("basedOn").Select(order => order.Text("reference")).FirstOrDefault();
        if (reference is null || review.All.GetValueOrDefault(ResourceNodes.Unversioned(reference))?.Open() is not { } order)
            return null;
        var reasons = order.Many("reasonCode").Select(reason => reason.Shown()).Concat(order.Many("reasonReference").Select(reason => reason.Text("display"))).OfType<string>();
        return new BasketOrder(reference, order.One("code").Shown(), order.Text("authoredOn"), Named(review, order.Reference("requester")), [.. reasons]);
    }

    private static BasketValue ValueOf(JsonObject result, List<JsonObject> earlier, IReadOnlyDictionary<string, JsonObject> was)
    {
        var (text, unit) = ValueText.Of(result);
        var codes = result.One("code").Codings().Select(coding => $"{coding.System}|{coding.Code}").ToList();
        var previous = earlier.Find(one => one.One("code").Codings().Any(coding => codes.Contains($"{coding.System}|{coding.Code}")));
        var reference = $"Observation/{result.Text("id")}";
        return new BasketValue(
            reference, result.One("code").Shown(), codes, text, unit, Rater.Flags(result), ReviewWriter.NameOf(Rater.One(result)), ValueText.Range(result), ValueText.At(result),
            [.. result.Many("note").Select(note => note.Text("text")).OfType<string>()], EarlierOf(previous), EarlierOf(was.GetValueOrDefault(reference)));
    }

    private static BasketEarlier? EarlierOf(JsonObject? result)
    {
        if (result is null)
            return null;
        var (text, unit) = ValueText.Of(result);
        return new BasketEarlier(text, unit, Rater.Flags(result), ValueText.At(result));
    }
}
