namespace Carewright.Storage.Sqlite;

/// <summary>The folder holds something that is not a store of this program, or one of a newer format.</summary>
public sealed class StoreFormatException(string message) : Exception(message);

/// <summary>Another process has the store open.</summary>
/// <param name="note">What that process wrote about itself: its process id and, when it serves, its address. Null when it cannot be read.</param>
public sealed class StoreInUseException(StoreNote? note)
    : Exception(note is null ? "Another process has the store open." : $"Process {note.ProcessId} has the store open{(note.Address is null ? "" : $" and serves it at {note.Address}")}.")
{
    /// <summary>What the other process wrote about itself.</summary>
    public StoreNote? Note { get; } = note;
}

/// <summary>What a process that has a store open writes about itself.</summary>
/// <param name="ProcessId">Its process id.</param>
/// <param name="Address">Where it serves, or null.</param>
public sealed record StoreNote(int ProcessId, string? Address);
