using System.Globalization;
using System.Net;
using Carewright.Kernel;

namespace Carewright.Detection.Profiles;

/// <summary>
/// Where networks are: a table that the clinic supplies as CSV lines <c>CIDR,latitude,longitude</c>. The longest prefix that holds an address wins. Without a table no place is known, and no rule
/// that needs one speaks.
/// </summary>
internal sealed class PlaceTable
{
    /// <summary>Lines taken at most.</summary>
    public const int MostLines = 1_000_000;

    private readonly Dictionary<(int Bits, UInt128 Prefix, bool IsV6), (double Latitude, double Longitude)> _places = [];
    private readonly SortedSet<int> _lengths4 = [];
    private readonly SortedSet<int> _lengths6 = [];

    /// <summary>An empty table.</summary>
    public static PlaceTable Empty { get; } = new();

    /// <summary>Networks in it.</summary>
    public int Count => _places.Count;

    /// <summary>Reads a table; a first line that is a header is skipped.</summary>
    /// <param name="csv">The lines.</param>
    /// <param name="issues">What is wrong, with the line's number; at most twenty.</param>
    public static PlaceTable Parse(string csv, List<Issue> issues)
    {
        var (table, number) = (new PlaceTable(), 0);
        foreach (var line in csv.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace() || (number == 1 && !line.Contains('/')))
                continue;
            if ((number > MostLines || !table.Add(line)) && issues.Count < 20)
                issues.Add(Issue.Error(IssueTypes.Value, "DETECT-PLACE", "A line is CIDR,latitude,longitude; at most a million of them.", string.Create(CultureInfo.InvariantCulture, $"line {number}")));
        }
        return table;
    }

    /// <summary>Where an address is; null when the table does not know.</summary>
    public (double Latitude, double Longitude)? Find(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            return null;
        var (value, isV6) = ValueOf(parsed);
        foreach (var bits in (isV6 ? _lengths6 : _lengths4).Reverse())
        {
            if (_places.TryGetValue((bits, Cut(value, bits, isV6), isV6), out var place))
                return place;
        }
        return null;
    }

    /// <summary>The network that an address is taken to be of: /24, or /56 of IPv6.</summary>
    public static string NetworkOf(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed))
            return address;
        var bytes = (parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed).GetAddressBytes();
        Array.Clear(bytes, bytes.Length == 4 ? 3 : 7, bytes.Length == 4 ? 1 : 9);
        return new IPAddress(bytes).ToString();
    }

    private bool Add(ReadOnlySpan<char> line)
    {
        Span<Range> parts = stackalloc Range[4];
        if (line.Split(parts, ',') < 3 || !IPNetwork.TryParse(line[parts[0]].Trim().Trim('"'), out var network)
            || !double.TryParse(line[parts[1]].Trim().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out var latitude) || latitude is < -90 or > 90
            || !double.TryParse(line[parts[2]].Trim().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out var longitude) || longitude is < -180 or > 180)
            return false;
        var (value, isV6) = ValueOf(network.BaseAddress);
        _places[(network.PrefixLength, Cut(value, network.PrefixLength, isV6), isV6)] = (latitude, longitude);
        (isV6 ? _lengths6 : _lengths4).Add(network.PrefixLength);
        return true;
    }

    private static (UInt128 Value, bool IsV6) ValueOf(IPAddress address)
    {
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return (bytes.Aggregate(UInt128.Zero, (value, part) => (value << 8) | part), bytes.Length == 16);
    }

    private static UInt128 Cut(UInt128 value, int bits, bool isV6) => bits == 0 ? UInt128.Zero : value >> ((isV6 ? 128 : 32) - bits);
}
