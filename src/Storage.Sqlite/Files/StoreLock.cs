using System.Globalization;

namespace Carewright.Storage.Sqlite.Files;

/// <summary>Keeps a second process out: an exclusive lock on the file <c>lock</c>, which the operating system gives back when the process dies, and a note beside it that says who holds it.</summary>
internal sealed class StoreLock : IDisposable
{
    private const string LockName = "lock";
    private const string NoteName = "address";
    private readonly FileStream _lock;
    private readonly string _note;

    private StoreLock(FileStream file, string note)
    {
        _lock = file;
        _note = note;
    }

    /// <exception cref="StoreInUseException">Another process, or another store object of this one, holds it.</exception>
    public static StoreLock Take(string folder)
    {
        try
        {
            var file = new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var taken = new StoreLock(file, Path.Combine(folder, NoteName));
            taken.Announce(null);
            return taken;
        }
        catch (IOException)
        {
            throw new StoreInUseException(ReadNote(folder));
        }
    }

    public void Announce(string? address) => File.WriteAllText(_note, $"{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}\n{address}\n");

    public static StoreNote? ReadNote(string folder)
    {
        var path = Path.Combine(folder, NoteName);
        if (!File.Exists(path))
            return null;
        var lines = File.ReadAllLines(path);
        return lines.Length >= 1 && int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? new StoreNote(process, lines.Length > 1 && lines[1].Length > 0 ? lines[1] : null)
            : null;
    }

    public void Dispose()
    {
        File.Delete(_note);
        _lock.Dispose();
    }
}
