using System.Collections.Concurrent;
using System.Globalization;
using Carewright.Hl7v2;
using Carewright.Hl7v2.Acknowledging;
using Carewright.Hl7v2.Writing;
using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Laboratory;

/// <summary>
/// Takes orders and cancellations, and says what became of them (ORR^O02, ORL^O22). A message is taken whole or not at all; an order that is known already is answered as before and not done twice. Keeps 100,000 orders in
/// memory. Safe for many threads.
/// </summary>
/// <param name="catalogue">What can be done.</param>
/// <param name="seed">Of the numbers that orders get: the same order has the same one after another start.</param>
/// <param name="time">The clock.</param>
/// <param name="taken">Told of each new order.</param>
internal sealed class OrderDesk(TestCatalogue catalogue, ulong seed, TimeProvider time, Action<LabOrder> taken)
{
    /// <summary>The namespace of the laboratory's numbers.</summary>
    public const string Namespace = "SANDBOXLAB";

    private const int Most = 100_000;
    private const int GrownUp = 40;
    private readonly ConcurrentDictionary<string, LabOrder> _orders = new(StringComparer.Ordinal);

    /// <summary>The answer to a message of orders.</summary>
    public Answer Receive(Hl7Message message)
    {
        var requests = OrderRequest.Of(message);
        var errors = requests.SelectMany(Faults).ToList();
        if (requests.Count == 0)
            errors.Add(new MessageError(MessageError.SegmentSequence, "The message has no order."));
        if (errors.Count > 0)
            return Reply(message, AcknowledgementCode.AE, errors, [.. requests.Select(request => (request, "UA", (LabOrder?)null))]);
        var outcomes = requests.Select(request => Do(message, request)).ToList();
        return Reply(message, AcknowledgementCode.AA, [], outcomes);
    }

    private IEnumerable<MessageError> Faults(OrderRequest request)
    {
        if (request.Key.Length == 0)
            yield return new MessageError(MessageError.FieldMissing, "An order needs the placer's number.", new("ORC", request.Place, 2));
        else if (request.Control is "CA" or "DC" && !_orders.ContainsKey(request.Key))
            yield return new MessageError(MessageError.UnknownKey, "There is no such order.", new("ORC", request.Place, 2));
        if (request.Control is not ("NW" or "CA" or "DC"))
            yield return new MessageError(MessageError.TableValue, "Orders are new (NW) or cancelled (CA, DC).", new("ORC", request.Place, 1));
        if (request.Control != "NW")
            yield break;
        if (request.Details.Count == 0)
            yield return new MessageError(MessageError.SegmentSequence, "An order needs what is ordered.", new("OBR", 0, 4));
        if (_orders.Count >= Most)
            yield return new MessageError(MessageError.Internal, "The laboratory keeps no more orders.");
        foreach (var (detail, place) in request.Details.Where(detail => catalogue.Find(detail.Segment[4]) is null))
            yield return new MessageError(MessageError.TableValue, "The laboratory does not do this test.", new("OBR", place, 4));
    }

    private (OrderRequest Request, string Control, LabOrder? Order) Do(Hl7Message message, OrderRequest request)
    {
        if (request.Control != "NW")
            return _orders.TryGetValue(request.Key, out var known) ? (request, known.TryCancel() ? "CR" : "UC", known) : (request, "UC", null);
        var order = new LabOrder(Facts(message, request));
        if (!_orders.TryAdd(request.Key, order))
            return (request, "OK", _orders[request.Key]);
        taken(order);
        return (request, "OK", order);
    }

    private OrderFacts Facts(Hl7Message message, OrderRequest request)
    {
        var patient = message.Find("PID");
        var services = request.Details.Select(detail => new OrderedService(Parts.Of(detail.Segment[4]), catalogue.Find(detail.Segment[4])!)).ToList();
        var facts = new OrderFacts("L" + new Draw(seed, "filler", request.Key).Digits(), patient is { } pid ? Parts.Of(pid, 3, 5, 7, 8) : [], services, TestedOf(patient), time.GetLocalNow());
        return facts with
        {
            Receiver = [.. Parts.Of(message[0][3]).At(5), .. Parts.Of(message[0][4]).At(6)],
            Placer = Parts.Of(request.Placer),
            Group = Parts.Of(request.Orc[4]),
            Provider = request.Provider(),
            Collected = request.Collected(),
        };
    }

    private Tested TestedOf(Hl7Segment? patient)
    {
        var age = Stamps.Day(patient?[7].Text ?? "") is { } born ? DateOnly.FromDateTime(time.GetLocalNow().DateTime).Year - born.Year : GrownUp;
        return new Tested(patient?[8].Text ?? "", Math.Clamp(age, 0, 150));
    }

    private static Answer Reply(Hl7Message message, AcknowledgementCode code, IReadOnlyList<MessageError> errors, IReadOnlyList<(OrderRequest Request, string Control, LabOrder? Order)> outcomes) =>
        new(code, errors, message[0][9].Component(1).Text == "OML" ? "ORL^O22^ORL_O22" : "ORR^O02^ORR_O02", answer =>
        {
            if (message.Find("PID") is { } patient)
                answer.Add("PID", Parts.Of(patient, 3, 5));
            foreach (var (request, control, order) in outcomes)
                Write(answer, request, control, order);
        });

    private static void Write(EditableMessage answer, OrderRequest request, string control, LabOrder? order)
    {
        IReadOnlyList<Part> placer = Parts.Of(request.Placer);
        IReadOnlyList<Part> filler = order is null ? [] : Parts.Field(order.Facts.Filler, Namespace);
        var status = control switch { "OK" => "SC", "CR" => "CA", "UC" => "CM", _ => "" };
        answer.Add("ORC", [new("1", control), .. placer.At(2), .. filler.At(3), new("5", status)]);
        foreach (var (detail, number) in request.Details.Select((detail, place) => (detail.Segment, place + 1)))
            answer.Add("OBR", [new("1", number.ToString(CultureInfo.InvariantCulture)), .. placer.At(2), .. filler.At(3), .. Parts.Of(detail[4]).At(4)]);
    }
}
