using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway.Receiving;

/// <summary>Which rows a message's things are, as the record is at this moment.</summary>
internal sealed class ReceiptPlan
{
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);

    /// <summary>Everything that is to be in the record afterwards, in the message's order.</summary>
    internal List<PlacedResource> Resources { get; } = [];

    /// <summary>Patients that go into others, by key: they are not written by the message itself.</summary>
    internal Dictionary<string, StoredVersion?> Gone { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of what is made, by key: settled before anything is written, so that what the sender said of a reference can be told from what the record has of it.</summary>
    internal Dictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>Why it stops here; null when it may go on.</summary>
    internal Receipt? Stop { get; private set; }

    /// <summary>Whether somebody is made who was not here before.</summary>
    internal bool MakesPatient => Resources.Exists(placed => placed is { Row: null, Received.ResourceType: "Patient" });

    /// <summary>The patient that the message is about; null when it is about none.</summary>
    internal PlacedResource? Patient => Resources.Find(placed => placed.Received.ResourceType == "Patient");

    internal void Hold(Issue reason, IReadOnlyList<PatientCandidate>? candidates = null) => Stop ??= new Receipt(ReceiptStatus.Held, reason) { Candidates = candidates ?? [] };

    internal void Refuse(Issue reason) => Stop ??= new Receipt(ReceiptStatus.Refused, reason);

    /// <summary>Says that one key stands for the same thing as another.</summary>
    internal void Alias(string key, string same) => _aliases[key] = same;

    /// <summary>What a reference to a key becomes: the row's address, or the key that the transaction resolves.</summary>
    internal string? Resolve(string key)
    {
        var known = _aliases.GetValueOrDefault(key, key);
        var placed = Resources.Find(one => one.Received.Key == known);
        return placed is null ? null : placed.Row is { } row ? $"{row.ResourceType}/{row.Id}" : known;
    }

    internal StoredVersion? PatientRow(string key) => Gone.TryGetValue(key, out var gone) ? gone : Resources.Find(placed => placed.Received.Key == _aliases.GetValueOrDefault(key, key))?.Row;
}

/// <summary>A thing of a message and the row that it is; null for what is new.</summary>
internal sealed record PlacedResource(ReceivedResource Received, StoredVersion? Row);
