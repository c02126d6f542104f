using Carewright.Hl7v2;
using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Laboratory;

/// <summary>
/// A laboratory: takes orders (ORM^O01, OML^O21), answers them, and sends their results after a while: final ones, for cultures preliminary ones first. What was sent can no longer be cancelled.
/// </summary>
internal sealed class SimulatedLaboratory : MllpPartner
{
    private readonly OrderDesk _desk;
    private readonly ResultDraw _draw;
    private readonly ReportWriter _writer = new(OrderDesk.Namespace);

    public SimulatedLaboratory(PartnerSetup setup)
        : base(setup, OrderDesk.Namespace)
    {
        _draw = new ResultDraw(TestCatalogue.Own, setup.Seed);
        _desk = new OrderDesk(TestCatalogue.Own, setup.Seed, setup.Time, Plan);
    }

    protected override Answer Receive(Hl7Message message) => message[0][9].Component(1).Text switch
    {
        "ORM" or "OML" when message[0][9].Component(2).Text is "O01" or "O21" => _desk.Receive(message),
        _ => Answer.OtherType,
    };

    private void Plan(LabOrder order)
    {
        var due = Setup.Time.GetUtcNow() + Setup.Delay;
        Setup.Say($"order {Names.Printable(order.Facts.Placer.Text(1))} taken as {order.Facts.Filler}: {string.Join(", ", order.Facts.Services.Select(service => service.Entry.Code))}");
        if (order.Facts.Services.Any(service => service.Entry.Kind == EntryKind.Culture))
        {
            Post(order, Stage.Preliminary, due);
            due += Setup.Delay;
        }
        Post(order, Stage.Final, due);
    }

    private void Post(LabOrder order, Stage stage, DateTimeOffset due)
    {
        if (Outbox is null)
            return;
        var departure = new Departure(order.Facts.Filler, due, () => order.TryReport() ? Write(order.Facts, stage) : null)
        {
            Correct = stage == Stage.Final ? () => Write(order.Facts, Stage.Corrected) : null,
            Step = Setup.Delay,
        };
        _ = Outbox.PostAsync(departure);
    }

    private byte[] Write(OrderFacts order, Stage stage)
    {
        var batteries = order.Services.SelectMany((service, place) => Batteries(service.Entry, place == 0 ? order.Filler : $"{order.Filler}-{place + 1}", order.Tested, stage));
        return _writer.Write(order, [.. batteries], stage, Ids.Next(), Setup.Time.GetLocalNow());
    }

    private IReadOnlyList<Battery> Batteries(CatalogueEntry service, string filler, Tested tested, Stage stage) =>
        stage == Stage.Preliminary && service.Kind == EntryKind.Culture
            ? [ResultDraw.Preliminary(service, filler)]
            : _draw.Of(service, filler, tested, stage == Stage.Corrected ? 1 : 0);
}
