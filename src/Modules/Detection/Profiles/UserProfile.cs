namespace Carewright.Detection.Profiles;

/// <summary>What is known of how a user works. Small, and without any patient: counts, hours, networks.</summary>
internal sealed class UserProfile
{
    /// <summary>Networks kept at most; the one not used for longest goes first.</summary>
    public const int MostNetworks = 32;

    /// <summary>Kinds of browsers kept at most; the one not used for longest goes first.</summary>
    public const int MostDevices = 16;

    /// <summary>Events seen.</summary>
    public long Events { get; set; }

    /// <summary>When the last event was.</summary>
    public DateTimeOffset LastSeen { get; set; }

    /// <summary>Networks that the user has come from, and when last.</summary>
    public Dictionary<string, DateTimeOffset> Networks { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Kinds of browsers (<c>Firefox on Windows</c>) that the user has come by, and when one of a kind last was new.</summary>
    public Dictionary<string, DateTimeOffset> Devices { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The last sign-in, if it stood out by where it came from; null when it did not.</summary>
    public Arrival? Arrival { get; set; }

    /// <summary>Where the user was last, when the place table knows.</summary>
    public Whereabouts? Last { get; set; }

    /// <summary>Active hours by hour of the week's kind: 24 of working days, 24 of weekends.</summary>
    public int[] Hours { get; set; } = new int[48];

    /// <summary>The hour that is being counted.</summary>
    public DateTimeOffset Hour { get; set; }

    /// <summary>Different patients within it.</summary>
    public DistinctSketch Patients { get; set; } = new();

    /// <summary>Different patients within an active hour, as a rule.</summary>
    public Baseline Hourly { get; set; } = new();
}

/// <summary>A place at a time.</summary>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="At">When.</param>
internal sealed record Whereabouts(double Latitude, double Longitude, DateTimeOffset At);

/// <summary>A sign-in that stood out by where it came from.</summary>
/// <param name="Address">Network address.</param>
/// <param name="At">When.</param>
/// <param name="IsNewPlace">From a network that the user had not come from before.</param>
/// <param name="IsImpossible">Too far from the last place.</param>
internal sealed record Arrival(string Address, DateTimeOffset At, bool IsNewPlace, bool IsImpossible);
