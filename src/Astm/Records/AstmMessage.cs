namespace Carewright.Astm.Records;

/// <summary>
/// One message of an instrument or to one (LIS2-A2, ASTM E1394-97): its bytes as they came, where its records begin, and which belongs to which. Nothing is copied, and nothing below the record is looked at until it is asked for.
/// Immutable, safe for many threads; valid for as long as its bytes are not changed.
/// </summary>
public sealed class AstmMessage
{
    private readonly RecordPlace[] _records;

    internal AstmMessage(ReadOnlyMemory<byte> bytes, AstmDelimiters delimiters, AstmCharset charset, RecordPlace[] records, IReadOnlyList<LeniencyUse> leniencies)
    {
        (Bytes, Delimiters, Charset, Leniencies) = (bytes, delimiters, charset, leniencies);
        _records = records;
    }

    /// <summary>The message as it came, whatever was before and after it included.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What the header declares.</summary>
    public AstmDelimiters Delimiters { get; }

    /// <summary>What its texts are read as.</summary>
    public AstmCharset Charset { get; }

    /// <summary>What was wrong and taken none the less, at most once per kind.</summary>
    public IReadOnlyList<LeniencyUse> Leniencies { get; }

    /// <summary>Records, the header included; at least 1.</summary>
    public int RecordCount => _records.Length;

    /// <summary>A record by its place from 0.</summary>
    public AstmRecord this[int place] => new(this, place);

    /// <summary>H.</summary>
    public HeaderRecord Header => new(this[0]);

    /// <summary>L; null when it is missing.</summary>
    public TerminatorRecord? Terminator => Records('L').Select(record => (TerminatorRecord?)new TerminatorRecord(record)).FirstOrDefault();

    /// <summary>All records in order.</summary>
    public IEnumerable<AstmRecord> Records() => Enumerable.Range(0, _records.Length).Select(place => this[place]);

    /// <summary>The records of a type, in order, wherever they stand.</summary>
    /// <param name="type">A capital letter.</param>
    public IEnumerable<AstmRecord> Records(char type) => Records().Where(record => record.Type == type);

    /// <summary>P, in order.</summary>
    public IEnumerable<PatientRecord> Patients() => Records('P').Select(record => new PatientRecord(record));

    /// <summary>O, in order, those without a patient included.</summary>
    public IEnumerable<OrderRecord> Orders() => Records('O').Select(record => new OrderRecord(record));

    /// <summary>R, in order, those without an order included.</summary>
    public IEnumerable<ResultRecord> Results() => Records('R').Select(record => new ResultRecord(record));

    /// <summary>Q, in order.</summary>
    public IEnumerable<QueryRecord> Queries() => Records('Q').Select(record => new QueryRecord(record));

    /// <summary>Reads one message. It is either a message, with what was lenient about it, or a fault; never an exception, whatever the bytes.</summary>
    /// <param name="bytes">One message, without frames; it is kept, not copied. Of several messages (see <see cref="MessageDivider"/>) none is read: a fault <c>ASTM-SEVERAL</c>.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    public static ReadResult Read(ReadOnlyMemory<byte> bytes, ReadOptions? options = null) => new MessageReader(bytes, options ?? ReadOptions.Default).Read();

    /// <summary>Reads one message that must be one.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static AstmMessage Parse(ReadOnlyMemory<byte> bytes, ReadOptions? options = null)
    {
        var result = Read(bytes, options);
        return result.Message ?? throw new FormatException(result.Fault!.Message);
    }

    internal ref readonly RecordPlace Place(int place) => ref _records[place];
}

/// <summary>Where a record stands.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="End">After its last byte, without what ends it.</param>
/// <param name="Next">Where the next begins: what lies between is ends of lines and whatever was passed over.</param>
/// <param name="Parent">The place of the record that it belongs to; -1 for the header.</param>
internal readonly record struct RecordPlace(int Start, int End, int Next, int Parent);
