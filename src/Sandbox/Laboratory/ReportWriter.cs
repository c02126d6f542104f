using System.Globalization;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Laboratory;

/// <summary>Writes results (ORU^R01, HL7 v2.5.1 ch. 7.3.1): an OBR with its OBXs for each battery, what follows from a result with its parent (OBR-26, OBR-29).</summary>
/// <param name="application">MSH-3, and the namespace of the filler's numbers.</param>
internal sealed class ReportWriter(string application)
{
    /// <summary>The message.</summary>
    /// <param name="order">What it repeats of the order.</param>
    /// <param name="batteries">Results; the first of each ordered service, what follows from it behind it.</param>
    /// <param name="stage">How far they are.</param>
    /// <param name="controlId">MSH-10.</param>
    /// <param name="at">When it is written.</param>
    public byte[] Write(OrderFacts order, IReadOnlyList<Battery> batteries, Stage stage, string controlId, DateTimeOffset at)
    {
        var message = new MessageDraft("ORU^R01^ORU_R01", application, order.Receiver, controlId, at);
        message.Add("PID", [new Part("1", "1"), .. order.Patient]);
        if (order.Visit.Count > 0)
            message.Add("PV1", order.Visit);
        var (number, main) = (0, default(Battery)!);
        foreach (var battery in batteries)
        {
            if (battery.Parent is null)
                main = battery;
            WriteBattery(message, order, battery, main, stage, ++number, at);
        }
        return message.ToBytes();
    }

    private void WriteBattery(MessageDraft message, OrderFacts order, Battery battery, Battery main, Stage stage, int number, DateTimeOffset at)
    {
        var isMain = battery.Parent is null;
        IReadOnlyList<Part> filler = Parts.Field(battery.Filler, application);
        message.Add("ORC", [new Part("1", "RE"), .. isMain ? order.Placer.At(2) : [], .. filler.At(3), .. order.Group.At(4), new Part("5", stage == Stage.Preliminary ? "IP" : "CM"), .. order.Provider.At(12)]);
        message.Add("OBR",
        [
            new Part("1", Text(number)), .. isMain ? order.Placer.At(2) : [], .. filler.At(3), .. ServiceOf(order, battery).At(4), new Part("7", Collected(order)),
            .. isMain ? [] : new[] { new Part("11", "G") }, .. order.Provider.At(16), new Part("22", Stamps.Of(at)), new Part("24", battery.Service.Section), new Part("25", Status(stage)),
            .. isMain ? [] : ParentOf(order, battery, main),
        ]);
        foreach (var (result, place) in battery.Results.Select((result, place) => (result, place + 1)))
            WriteResult(message, result, stage, place, order, at);
        if (!isMain)
            return;
        if (battery.Service.HasReport && stage != Stage.Preliminary)
            WriteReport(message, battery, stage, battery.Results.Count + 1, order, at);
        message.Add("SPM", [new Part("1", "1"), new Part("2.2.1", "S" + battery.Filler[1..]), new Part("2.2.2", application), new Part("4.1", battery.Service.Specimen), new Part("4.3", "HL70487"), new Part("17.1", Collected(order)), new Part("18", Stamps.Of(order.Received))]);
    }

    private static IReadOnlyList<Part> ServiceOf(OrderFacts order, Battery battery) =>
        battery.Parent is null ? order.Services.First(service => service.Entry == battery.Service).AsOrdered : Observed.CodeOf(battery.Service);

    // The parent's result by its code and sub-id, and the parent's order by both its numbers (HL7 v2.5.1 ch. 7.4.1.26, 7.4.1.29).
    private IEnumerable<Part> ParentOf(OrderFacts order, Battery battery, Battery main) =>
    [
        .. Parts.Field(battery.Parent!.Code.Text(1), battery.Parent.Code.Text(2), battery.Parent.Code.Text(3)).Inside(1).At(26), new("26.2", battery.Parent.SubId),
        .. order.Placer.Inside(1).At(29), .. Parts.Field(main.Filler, application).Inside(2).At(29),
    ];

    private static void WriteResult(MessageDraft message, Observed result, Stage stage, int place, OrderFacts order, DateTimeOffset at)
    {
        var unit = result.Unit.Length > 0 ? Parts.Field(result.Unit, result.Unit, "UCUM").At(6) : [];
        message.Add("OBX",
        [
            new Part("1", Text(place)), new Part("2", result.Type), .. result.Code.At(3), new Part("4", result.SubId), .. result.Value.At(5), .. unit, new Part("7", result.Range), new Part("8", result.Flag),
            new Part("11", Status(stage)), new Part("14", Collected(order)), new Part("19", Stamps.Of(at)), .. Producer(),
        ]);
        if (result.IsCritical)
            message.Add("NTE", [new Part("1", "1"), new Part("2", "L"), new Part("3", "Critical result.")]);
    }

    private static void WriteReport(MessageDraft message, Battery battery, Stage stage, int place, OrderFacts order, DateTimeOffset at)
    {
        string[] lines =
        [
            "Sandbox Laboratory", $"{battery.Service.Name}, order {battery.Filler}", "Generated results: not for the care of patients.", "",
            .. battery.Results.Select(result => $"{result.Code.Text(2),-40}{result.Value[0].Text,10} {result.Unit,-10} {result.Range,-14} {result.Flag}"),
        ];
        message.Add("OBX",
        [
            new Part("1", Text(place)), new Part("2", "ED"), .. Parts.Field("11502-2", "Laboratory report", "LN").At(3), new Part("5.2", "application"), new Part("5.3", "pdf"), new Part("5.4", "Base64"),
            new Part("5.5", Convert.ToBase64String(SmallPdf.Of(lines))), new Part("11", Status(stage)), new Part("14", Collected(order)), new Part("19", Stamps.Of(at)), .. Producer(),
        ]);
    }

    private static IEnumerable<Part> Producer() => Parts.Field("Sandbox Laboratory", "L", "", "", "", "SANDBOX", "XX", "", "", "LAB1").At(23);

    private static string Collected(OrderFacts order) => order.Collected.Length > 0 ? order.Collected : Stamps.Of(order.Received);

    private static string Status(Stage stage) => stage switch
    {
        Stage.Preliminary => "P",
        Stage.Corrected => "C",
        _ => "F",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
