namespace Carewright.Detection.Profiles;

/// <summary>Whether somebody can have travelled between two places.</summary>
internal static class Travel
{
    // An airliner's speed. Short distances are within the error of any table.
    private const double FastestKilometresPerHour = 1000;
    private const double LeastKilometres = 300;
    private const double EarthRadius = 6371;

    /// <summary>True when the distance cannot be covered in the time between.</summary>
    public static bool IsImpossible(Whereabouts from, Whereabouts to)
    {
        var distance = Kilometres(from, to);
        var hours = Math.Abs((to.At - from.At).TotalHours);
        return distance > LeastKilometres && distance > hours * FastestKilometresPerHour;
    }

    /// <summary>Great-circle distance (haversine), on a sphere.</summary>
    public static double Kilometres(Whereabouts from, Whereabouts to)
    {
        var (latitude, longitude) = (Radians(to.Latitude - from.Latitude), Radians(to.Longitude - from.Longitude));
        var half = Math.Pow(Math.Sin(latitude / 2), 2) + (Math.Cos(Radians(from.Latitude)) * Math.Cos(Radians(to.Latitude)) * Math.Pow(Math.Sin(longitude / 2), 2));
        return 2 * EarthRadius * Math.Asin(Math.Min(1, Math.Sqrt(half)));
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
