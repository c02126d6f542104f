using System.Text.Json;
using static Carewright.Laboratory.JsonParts;

namespace Carewright.Laboratory.Papers;

/// <summary>What stands on a requisition.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Laboratory">The Organization; undefined when it is not for the reader.</param>
/// <param name="Patient">The Patient.</param>
/// <param name="Requester">Who ordered: a Practitioner, or undefined.</param>
/// <param name="Insurance">Coverages.</param>
/// <param name="Orders">The orders.</param>
internal sealed record Requisition(string Number, JsonElement Laboratory, JsonElement Patient, JsonElement Requester, IReadOnlyList<JsonElement> Insurance, IReadOnlyList<RequisitionLine> Orders);

/// <summary>An order of a requisition.</summary>
/// <param name="Order">The ServiceRequest.</param>
/// <param name="Reasons">Conditions that it refers to.</param>
/// <param name="Answers">QuestionnaireResponses.</param>
internal sealed record RequisitionLine(JsonElement Order, IReadOnlyList<JsonElement> Reasons, IReadOnlyList<JsonElement> Answers);

/// <summary>A requisition on paper: US letter, as many pages as it takes.</summary>
internal sealed class RequisitionPaper
{
    /// <summary>System of order numbers.</summary>
    internal const string OrderNumbers = "https://carewright.example/fhir/NamingSystem/order";

    /// <summary>System of requisition numbers.</summary>
    internal const string RequisitionNumbers = "https://carewright.example/fhir/NamingSystem/requisition";

    private const double Left = 54;
    private const double Width = 612 - (2 * Left);
    private const double Bottom = 730;
    private const double OrderHeight = 64;
    private readonly List<PaperPage> _pages = [];
    private double _at;

    /// <summary>The pages.</summary>
    internal static IReadOnlyList<PaperPage> Draw(Requisition requisition)
    {
        var paper = new RequisitionPaper();
        paper.Begin(requisition);
        foreach (var line in requisition.Orders)
            paper.Add(line, requisition);
        return paper._pages;
    }

    private PaperPage Page => _pages[^1];

    private void Begin(Requisition requisition)
    {
        _pages.Add(new PaperPage(612, 792));
        Page.Write(Left, 60, 16, "Laboratory requisition", Face.Bold, 260);
        Page.Bars(360, 40, 1.2, 28, requisition.Number);
        Page.Write(360, 80, 9, requisition.Number, Face.Bold);
        Page.Write(Left, 78, 9, $"Page {_pages.Count}", Face.Plain, 100);
        _at = 104;
        Say("Laboratory", Text(requisition.Laboratory, "name") ?? "");
        Say("Patient", $"{PaperWords.NameOf(requisition.Patient)}   {Text(requisition.Patient, "birthDate")}   {Text(requisition.Patient, "gender")}   {PaperWords.RecordNumber(requisition.Patient)}");
        Say("Address", PaperWords.Address(requisition.Patient));
        Say("Ordered by", $"{PaperWords.NameOf(requisition.Requester)}   {Identifier(requisition.Requester, "identifier", "http://hl7.org/fhir/sid/us-npi")}".Trim());
        foreach (var coverage in requisition.Insurance)
            Say("Insurance", $"{Items(coverage, "payor").Select(payor => Text(payor, "display")).FirstOrDefault()}   {Text(coverage, "subscriberId")}".Trim());
        Page.Rule(Left, _at, Width);
        _at += 14;
    }

    private void Add(RequisitionLine line, Requisition requisition)
    {
        if (_at + OrderHeight > Bottom)
            Begin(requisition);
        var order = line.Order;
        var code = Member(order, "code");
        var number = Identifier(order, "identifier", OrderNumbers) ?? "";
        Page.Write(Left, _at + 10, 11, Words(code) ?? "", Face.Bold, 290);
        Page.Write(Left, _at + 23, 8.5, string.Join("   ", Items(code, "coding").Select(CodeOf)), Face.Plain, 290);
        Page.Write(Left, _at + 34, 8.5, string.Join("   ", StateOf(order).Where(part => part.Length > 0)), Face.Plain, 290);
        if (number.Length > 0 && number.All(letter => letter is >= ' ' and <= '~'))
            Page.Bars(360, _at, 1.1, 24, number);
        Page.Write(360, _at + 34, 9, number);
        _at += 46;
        var reasons = line.Reasons.Select(condition => ReasonOf(Member(condition, "code"))).Concat(Items(order, "reasonCode").Select(ReasonOf));
        Say("Reasons", string.Join("; ", reasons.Where(reason => reason.Length > 0)));
        foreach (var item in line.Answers.SelectMany(response => Items(response, "item")))
            Say("", $"{Text(item, "text") ?? Text(item, "linkId")}: {string.Join(", ", Items(item, "answer").Select(PaperWords.Answer))}");
        foreach (var note in Items(order, "note"))
            Say("Note", Text(note, "text") ?? "");
        _at += 8;
    }

    private void Say(string label, string text)
    {
        if (text.Length == 0)
            return;
        Page.Write(Left, _at, 8.5, label, Face.Bold, 70);
        foreach (var line in PaperText.Wrap(text, Face.Plain, 9, Width - 75))
        {
            if (_at > Bottom)
                TurnPage();
            Page.Write(Left + 75, _at, 9, line);
            _at += 12;
        }
    }

    // A long note goes on at the top of a page of its own.
    private void TurnPage()
    {
        _pages.Add(new PaperPage(612, 792));
        _at = 60;
    }

    private static string CodeOf(JsonElement coding) => Text(coding, "system") == Catalogue.LabNames.Loinc ? $"LOINC {Text(coding, "code")}" : Text(coding, "code") ?? "";

    private static string[] StateOf(JsonElement order) =>
        [Text(order, "status") == "revoked" ? "CANCELLED" : "", Text(order, "priority") ?? "", PaperWords.Moment(Text(order, "authoredOn")), Text(order, "occurrenceDateTime") is { } when ? $"collect {PaperWords.Moment(when)}" : ""];

    private static string ReasonOf(JsonElement concept)
    {
        var code = Items(concept, "coding").Select(coding => Text(coding, "code")).OfType<string>().FirstOrDefault();
        var words = Words(concept) ?? "";
        return code is null || code == words ? words : $"{code} {words}";
    }
}
