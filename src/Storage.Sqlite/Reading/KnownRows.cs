namespace Carewright.Storage.Sqlite.Reading;

/// <summary>
/// Rows of resources that were read lately, by identity: a read of one of them needs no look at the index. A place holds one row and takes the newest; it may be wrong, so whoever uses it checks
/// the id within the seal. Safe to use from many threads: a torn place is a wrong one.
/// </summary>
internal sealed class KnownRows
{
    // 16 MB when all of it is in use; pages of it that no read has touched take no memory.
    private const int Places = 1 << 20;
    private readonly long[] _places = new long[Places * 2];

    public bool TryFind(long identity, out long row)
    {
        var place = Place(identity);
        row = Volatile.Read(ref _places[place + 1]);
        return row > 0 && Volatile.Read(ref _places[place]) == identity;
    }

    public void Remember(long identity, long row)
    {
        var place = Place(identity);
        Volatile.Write(ref _places[place], identity);
        Volatile.Write(ref _places[place + 1], row);
    }

    private static int Place(long identity) => (int)((ulong)identity & (Places - 1)) * 2;
}
