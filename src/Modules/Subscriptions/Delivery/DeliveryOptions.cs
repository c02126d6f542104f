namespace Carewright.Subscriptions.Delivery;

/// <summary>How deliveries are paced.</summary>
/// <param name="Backoff">After failures.</param>
/// <param name="Random">A number from 0 up to 1, for the spread of waits.</param>
/// <param name="MostAtOnce">Requests under way at a time.</param>
/// <param name="MostPerHost">Requests under way to one endpoint's host and port: one that answers slowly takes so many of the places and no more.</param>
internal sealed record DeliveryOptions(Backoff Backoff, Func<double> Random, int MostAtOnce, int MostPerHost)
{
    internal static DeliveryOptions Default { get; } = new(Backoff.Default, System.Random.Shared.NextDouble, 128, 8);
}
