using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Emergencies;

/// <summary>Whose record is open to whom by breaking the glass. Asked with every decision: while nobody has broken it, that is one comparison.</summary>
internal sealed class GlassRegister(IRecordStore store, TimeProvider clock)
{
    private readonly Lock _changing = new();
    private GlassRecord[]? _open;

    internal RecordShelf<GlassRecord> Shelf { get; } = new(store, "break-glass", record => record.Id, EmergencyJson.Default.GlassRecord);

    /// <summary>References of the patients whose record is open to the actor in this session; mostly none.</summary>
    internal IReadOnlyList<string> OpenedBy(Actor actor)
    {
        var open = Open();
        if (open.Length == 0 || actor.Session is null)
            return [];
        var now = clock.GetUtcNow();
        return [.. open.Where(record => record.UserName == actor.UserName && record.Session == actor.Session && record.EndsAt > now).Select(record => record.Patient).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The actor's open records.</summary>
    internal IReadOnlyList<GlassRecord> Of(Actor actor)
    {
        var now = clock.GetUtcNow();
        return [.. Open().Where(record => record.UserName == actor.UserName && record.Session == actor.Session && record.EndsAt > now).OrderBy(record => record.EndsAt)];
    }

    /// <summary>Makes a record hold, after its commit.</summary>
    internal void Take(GlassRecord record)
    {
        lock (_changing)
        {
            Shelf.Take(record);
            Volatile.Write(ref _open, null);
        }
    }

    // What has ended stays in the list until the next change; it is passed over by its time.
    private GlassRecord[] Open()
    {
        if (Volatile.Read(ref _open) is { } known)
            return known;
        lock (_changing)
            return _open ??= [.. Shelf.All.Where(record => record.EndsAt > clock.GetUtcNow())];
    }
}

/// <summary>The clinic's emergency mode.</summary>
internal sealed class EmergencyRegister(IRecordStore store, TimeProvider clock)
{
    private readonly Lock _changing = new();
    private EmergencyRecord[]? _current;

    internal RecordShelf<EmergencyRecord> Shelf { get; } = new(store, "emergency-mode", record => record.Id, EmergencyJson.Default.EmergencyRecord);

    internal bool IsOn => Now is not null;

    /// <summary>What is on now, or null.</summary>
    internal EmergencyRecord? Now
    {
        get
        {
            var current = Volatile.Read(ref _current) ?? Load();
            if (current.Length == 0)
                return null;
            var now = clock.GetUtcNow();
            return Array.Find(current, record => record.EndsAt > now);
        }
    }

    /// <summary>Makes a record hold, after its commit.</summary>
    internal void Take(EmergencyRecord record)
    {
        lock (_changing)
        {
            Shelf.Take(record);
            Volatile.Write(ref _current, null);
        }
    }

    private EmergencyRecord[] Load()
    {
        lock (_changing)
            return _current ??= [.. Shelf.All.Where(record => record.EndsAt > clock.GetUtcNow())];
    }
}
