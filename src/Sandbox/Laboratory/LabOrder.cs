using Carewright.Sandbox.Catalogue;
using Carewright.Sandbox.Conversation;

namespace Carewright.Sandbox.Laboratory;

/// <summary>A service of an order: as it was ordered (OBR-4, with places below the field), and what that is here.</summary>
internal sealed record OrderedService(IReadOnlyList<Part> AsOrdered, CatalogueEntry Entry);

/// <summary>How far the results of an order are (OBR-25, OBX-11).</summary>
internal enum Stage
{
    /// <summary>Something is known, more will follow.</summary>
    Preliminary,

    /// <summary>All is known.</summary>
    Final,

    /// <summary>What was final was wrong.</summary>
    Corrected,
}

/// <summary>What reports repeat of an order, whoever placed it. Parts have places below their field.</summary>
/// <param name="Filler">The number that it has here.</param>
/// <param name="Patient">PID, with places below the segment.</param>
/// <param name="Services">What was ordered.</param>
/// <param name="Tested">Who it is for.</param>
/// <param name="Received">When it was taken.</param>
internal sealed record OrderFacts(string Filler, IReadOnlyList<Part> Patient, IReadOnlyList<OrderedService> Services, Tested Tested, DateTimeOffset Received)
{
    /// <summary>MSH-5 and MSH-6 of reports, with places below the segment.</summary>
    public IReadOnlyList<Part> Receiver { get; init; } = [];

    /// <summary>The placer's number (ORC-2); empty for what was ordered in the house.</summary>
    public IReadOnlyList<Part> Placer { get; init; } = [];

    /// <summary>The placer's group (ORC-4).</summary>
    public IReadOnlyList<Part> Group { get; init; } = [];

    /// <summary>Who ordered it (ORC-12, OBR-16).</summary>
    public IReadOnlyList<Part> Provider { get; init; } = [];

    /// <summary>The visit (PV1), with places below the segment; empty when reports do not name it.</summary>
    public IReadOnlyList<Part> Visit { get; init; } = [];

    /// <summary>When the specimen was taken, as the order says it; empty when it does not.</summary>
    public string Collected { get; init; } = "";
}

/// <summary>An order that the laboratory has taken. Safe for many threads.</summary>
/// <param name="facts">What reports repeat.</param>
internal sealed class LabOrder(OrderFacts facts)
{
    private const int Waiting = 0, Reported = 1, Cancelled = 2;
    private int _state;

    /// <summary>What reports repeat.</summary>
    public OrderFacts Facts => facts;

    /// <summary>Takes it back; false when results have left.</summary>
    public bool TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting) != Reported;

    /// <summary>Begins to report; false when it was taken back.</summary>
    public bool TryReport() => Interlocked.CompareExchange(ref _state, Reported, Waiting) != Cancelled;
}
