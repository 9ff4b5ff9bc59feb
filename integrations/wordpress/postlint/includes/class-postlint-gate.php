<?php
/**
 * Whether a post may become public, and what is known of that while a request runs.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * Decides. Each text is asked about once in a request, and nothing outlives the request.
 */
final class Postlint_Gate {

	/**
	 * Who is asked.
	 *
	 * @var Postlint_Service
	 */
	private $service;

	/**
	 * Answers of this request, by the seal of the text.
	 *
	 * @var Postlint_Answer[]
	 */
	private $answers = array();

	/**
	 * What a request for the REST API brings with a post and writes only after the post: by its number.
	 *
	 * @var array[]
	 */
	private $coming = array();

	/**
	 * The row that was let through last, and what came with it.
	 *
	 * @var array|null
	 */
	private $passing = null;

	/**
	 * A gate.
	 *
	 * @param Postlint_Service $service Who is asked.
	 */
	public function __construct( Postlint_Service $service ) {
		$this->service = $service;
	}

	/**
	 * Whether a text may be public as this post.
	 *
	 * @param int           $post_id The post; 0 for a new one.
	 * @param Postlint_Text $text    All of it.
	 */
	public function decide( int $post_id, Postlint_Text $text ): Postlint_Answer {
		if ( $post_id && Postlint_Override::covers( $post_id, $text ) ) {
			$answer          = new Postlint_Answer();
			$answer->allowed = true;
			return $answer;
		}
		$seal = $text->seal( 0 );
		if ( ! isset( $this->answers[ $seal ] ) ) {
			$this->answers[ $seal ] = $this->ask( $text->html() );
		}
		return $this->answers[ $seal ];
	}

	/**
	 * Ask the service, whoever may override it.
	 *
	 * @param string $html     A text.
	 * @param bool   $rewrites Whether to look for what to write instead.
	 */
	public function ask( string $html, bool $rewrites = false ): Postlint_Answer {
		return $this->service->check( $html, $rewrites );
	}

	/**
	 * What will be written after the post itself.
	 *
	 * @param int   $post_id The post; 0 for a new one.
	 * @param array $coming  As for Postlint_Sources::text().
	 */
	public function expect( int $post_id, array $coming ): void {
		$this->coming[ $post_id ] = $coming;
	}

	/**
	 * What was expected with a post; once.
	 *
	 * @param int $post_id The post; 0 for a new one.
	 */
	public function expected( int $post_id ): array {
		$coming = $this->coming[ $post_id ] ?? array();
		unset( $this->coming[ $post_id ] );
		return $coming;
	}

	/**
	 * A row is let through.
	 *
	 * @param array $row    The row, without slashes.
	 * @param array $coming What was checked with it.
	 */
	public function let_through( array $row, array $coming ): void {
		$this->passing = array(
			'mark'   => self::mark( $row ),
			'coming' => $coming,
		);
	}

	/**
	 * Whether a stored post is the one that was let through last.
	 *
	 * @param WP_Post $post The post.
	 */
	public function has_let_through( WP_Post $post ): bool {
		return $this->passing && self::mark( $post->to_array() ) === $this->passing['mark'];
	}

	/**
	 * What was checked with a post that was let through.
	 *
	 * @param WP_Post $post The post.
	 */
	public function checked_with( WP_Post $post ): array {
		return $this->has_let_through( $post ) ? $this->passing['coming'] : array();
	}

	/**
	 * What tells rows apart.
	 *
	 * @param array $row A row.
	 */
	private static function mark( array $row ): string {
		return md5( wp_json_encode( array( $row['post_type'], $row['post_status'], $row['post_title'], $row['post_excerpt'], $row['post_content'] ) ) );
	}
}
